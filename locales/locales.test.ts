import { expect } from 'chai';
import { cleanUp, drawn, fixture, storeOf, textOf } from '../elements/base/testing/harness.js';
import { expectAccessible } from '../elements/base/testing/axe.js';
import '../elements/index.js';
import type { LinkusPhone } from '../elements/index.js';
import { templates } from './generated/zh-CN.js';
import { getLocale, setLocale } from './index.js';
import { localeSetter } from './locale-setter.js';
import { nearestLocale } from './nearest-locale.js';

describe('nearestLocale', () => {
  const cases: [wish: string, locale: string | undefined][] = [
    ['en', 'en'],
    ['en-GB', 'en'],
    ['EN_us', 'en'],
    ['zh', 'zh-CN'],
    ['zh-CN', 'zh-CN'],
    ['zh-cn', 'zh-CN'],
    ['zh-Hans-CN', 'zh-CN'],
    ['zh-TW', 'zh-CN'],
    ['de-AT', undefined],
    ['', undefined],
  ];
  for (const [wish, locale] of cases) {
    it(`${JSON.stringify(wish)} → ${locale}`, () => expect(nearestLocale(wish)).to.equal(locale));
  }
});

describe('localeSetter', () => {
  it('goes back to English when a load fails, tells the error, and can try again', async () => {
    const asked: string[] = [];
    let broken = true;
    const set = localeSetter(async (locale) => {
      asked.push(locale);
      if (broken && locale === 'zh-CN') throw new Error('offline');
    });
    const error = await set('zh').catch((reason: unknown) => reason);
    expect(error).to.be.an('error').with.property('message', 'offline');
    broken = false;
    await set('zh');
    expect(asked).to.deep.equal(['zh-CN', 'en', 'zh-CN']);
  });
});

describe('the Chinese texts', () => {
  afterEach(async () => {
    cleanUp();
    await setLocale('en');
  });

  it('translate every text', async () => {
    const response = await fetch(new URL('./xliff/zh-CN.xlf', import.meta.url));
    const xliff = new DOMParser().parseFromString(await response.text(), 'text/xml');
    const units = [...xliff.querySelectorAll('trans-unit')];
    expect(units.length).to.be.greaterThan(70);
    const missing = units.filter(
      (unit) => !unit.querySelector('target')?.textContent && !unit.querySelector('target x'),
    );
    expect(missing.map(({ id }) => id)).to.deep.equal([]);
    expect(Object.keys(templates).sort()).to.deep.equal(units.map(({ id }) => id).sort());
  });

  it('change what is drawn, at once and back', async () => {
    const phone = await fixture<LinkusPhone>('<linkus-phone></linkus-phone>');
    expect(textOf(phone)).to.contain('Signed out');
    await setLocale('zh');
    await drawn(phone);
    expect(getLocale()).to.equal('zh-CN');
    expect(textOf(phone)).to.contain('未登录');
    expect(textOf(phone)).not.to.match(/[a-z]{4}/);
    await setLocale('en');
    await drawn(phone);
    expect(textOf(phone)).to.contain('Signed out');
  });

  it('are read as Chinese', async () => {
    const phone = await fixture<LinkusPhone>('<linkus-phone></linkus-phone>');
    await setLocale('zh-CN');
    await drawn(phone);
    expect(phone.shadowRoot?.querySelector('[lang]')?.getAttribute('lang')).to.equal('zh-CN');
    storeOf(phone).update({ connection: 'ready', extension: '1000' });
    await drawn(phone);
    await expectAccessible(phone);
  });

  it('come with the attribute locale', async () => {
    const phone = await fixture<LinkusPhone>('<linkus-phone locale="zh-Hans"></linkus-phone>');
    while (!textOf(phone).includes('未登录')) await new Promise(requestAnimationFrame);
  });

  it('come with the language of the page around', async () => {
    const place = await fixture<LinkusPhone>('<div lang="zh-CN"><linkus-phone></linkus-phone></div>');
    const phone = place.firstElementChild as LinkusPhone;
    await drawn(phone);
    while (!textOf(phone).includes('未登录')) await new Promise(requestAnimationFrame);
  });

  it('stay away, with a warning, when the wish cannot be met', async () => {
    const { warn } = console;
    const warnings: unknown[] = [];
    console.warn = (...args) => warnings.push(args[0]);
    try {
      await setLocale('de-AT');
    } finally {
      console.warn = warn;
    }
    expect(getLocale()).to.equal('en');
    expect(warnings).to.deep.equal(['linkus-elements: there are no texts in "de-AT", so they stay in "en".']);
  });
});
