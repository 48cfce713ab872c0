import { expect } from 'chai';
import type { LitElement } from 'lit';
import {
  cleanUp,
  drawn,
  field,
  findAll,
  fixture,
  idle,
  inCall,
  isThere,
  press,
  ringing,
  storeOf,
  textOf,
} from '../elements/base/testing/harness.js';
import { until } from '../src/testing/wait.js';
import { expectAccessible } from '../elements/base/testing/axe.js';
import { msg } from '../elements/base/localize.js';
import '../elements/index.js';
import type { LinkusPhone } from '../elements/index.js';
import type { PhoneSnapshot } from '../src/store/phone-snapshot.js';
import { targetLocales } from './generated/locale-codes.js';
import { getLocale, locales, setLocale } from './index.js';
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
    ['zh-SG', 'zh-CN'],
    ['zh-TW', 'zh-TW'],
    ['zh-Hant', 'zh-TW'],
    ['zh-hant-cn', 'zh-TW'],
    ['zh-HK', 'zh-TW'],
    ['zh_MO', 'zh-TW'],
    ['zh-yue-HK', 'zh-TW'],
    ['zh-Hans-HK', 'zh-CN'],
    ['pt', 'pt-BR'],
    ['pt-PT', 'pt-BR'],
    ['de-AT', 'de'],
    ['ar-EG', 'ar'],
    ['sv', undefined],
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

/** The files with texts that the page has loaded. */
const loaded = () =>
  performance
    .getEntriesByType('resource')
    .flatMap(({ name }) => /\/generated\/([\w-]+)\.[jt]s/.exec(name)?.[1] ?? [])
    .filter((name) => name !== 'locale-codes');

/** Words of the buttons that have more than one line, and whatever has more words than room. */
function broken(element: LitElement): string[] {
  const spills = element.scrollWidth > element.clientWidth ? [`${element.localName}: too wide`] : [];
  const inButtons = findAll(element, 'button').flatMap((each) => {
    const faults = each.scrollWidth > each.clientWidth + 1 ? [`${each.innerText}: too long`] : [];
    const texts = document.createTreeWalker(each, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      for (const { index, 0: word } of (node.nodeValue ?? '').matchAll(/[\p{L}\p{M}]+/gu)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => top));
        // Where words are not set apart by spaces, a line may end anywhere.
        if (lines.size > 1 && !/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]/u.test(word)) faults.push(word);
      }
    }
    return faults;
  });
  return [...spills, ...inButtons];
}

const talking = {
  ...inCall({ state: 'talking', answeredAt: 0, name: 'Bob' }),
  recordPermission: 2,
  videoAllowed: true,
};
const states: Record<string, Partial<PhoneSnapshot>> = { ready: {}, ringing: ringing({ video: true }), talking };

describe('the texts', () => {
  afterEach(async () => {
    cleanUp();
    await setLocale('en');
  });

  it('are there in twelve languages', () => {
    expect([...locales].sort().join(' ')).to.equal('ar de en es fr it ja ko pt-BR ru zh-CN zh-TW');
  });

  it('come when they are asked for, in a file for each language', async () => {
    expect(loaded()).to.deep.equal([]);
    await setLocale('de');
    expect(loaded()).to.deep.equal(['de']);
    await setLocale('zh-HK');
    expect(loaded()).to.deep.equal(['de', 'zh-TW']);
  });

  for (const locale of targetLocales) {
    describe(locale, () => {
      it('has all of them', async () => {
        const response = await fetch(new URL(`./xliff/${locale}.xlf`, import.meta.url));
        const xliff = new DOMParser().parseFromString(await response.text(), 'text/xml');
        const units = [...xliff.querySelectorAll('trans-unit')];
        expect(units.length).to.be.greaterThan(200);
        await setLocale(locale);
        expect(getLocale()).to.equal(locale);
        for (const unit of units) {
          expect(msg('none', { id: unit.id }), unit.id).to.equal(unit.querySelector('target')?.textContent);
        }
        expect(msg('none', { id: 'locale.code' })).to.equal(locale);
      });

      for (const width of [240, 320, 352]) {
        it(`is what the phone speaks, and no word is too long for its button where it is ${width} pixels wide`, async () => {
          const place = await fixture(`<div style="inline-size: ${width}px; font: 16px sans-serif">
            <linkus-phone></linkus-phone>
            <linkus-phone><linkus-incoming></linkus-incoming><linkus-session></linkus-session></linkus-phone>
          </div>`);
          const [panel, own] = place.querySelectorAll('linkus-phone') as unknown as [LinkusPhone, LinkusPhone];
          await setLocale(locale);
          await drawn(panel);
          expect(textOf(panel)).to.contain(msg('none', { id: 'connection.signed-out' }));
          const inside = (root: ParentNode) =>
            root.querySelectorAll<LitElement>('linkus-dialpad, linkus-incoming, linkus-session');
          for (const [state, snapshot] of Object.entries(states)) {
            for (const phone of [panel, own]) {
              storeOf(phone).update({ ...idle, connection: 'ready', extension: '1000', ...snapshot });
              await drawn(phone, ...inside(phone.renderRoot), ...inside(phone));
            }
            const session = own.querySelector('linkus-session') as LitElement;
            if (snapshot === talking) await press(session, msg('none', { id: 'session.more' }));
            expect([panel, ...inside(own)].flatMap(broken), state).to.deep.equal([]);
          }
        });
      }
    });
  }
});

describe('Chinese texts', () => {
  afterEach(async () => {
    cleanUp();
    await setLocale('en');
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

  it('come and go with the language of the page around, also later and after a move', async () => {
    const place = await fixture<LinkusPhone>('<div lang="en"><div><linkus-phone></linkus-phone></div></div>');
    const phone = place.querySelector('linkus-phone') as LinkusPhone;
    const says = async (text: string) => {
      while (!textOf(phone).includes(text)) await new Promise(requestAnimationFrame);
    };
    place.lang = 'zh-CN';
    await says('未登录');
    place.lang = 'en-GB';
    await says('Signed out');
    const other = await fixture<LinkusPhone>('<div lang="zh-TW"></div>');
    other.append(phone);
    await says('未登入');
    other.lang = 'sv';
    await says('Signed out');
    phone.locale = 'zh-CN';
    await says('未登录');
    other.lang = 'de';
    await drawn(phone);
    await new Promise((resolve) => setTimeout(resolve));
    expect(getLocale()).to.equal('zh-CN');
  });

  it('stay when the page itself has chosen them', async () => {
    const place = await fixture<LinkusPhone>('<div lang="en"><linkus-phone></linkus-phone></div>');
    await setLocale('zh-CN');
    const inner = place.querySelector('linkus-phone') as LinkusPhone;
    inner.requestUpdate();
    await drawn(inner);
    expect(getLocale()).to.equal('zh-CN');
  });

  it('stay away, with a warning, when the wish cannot be met', async () => {
    const { warn } = console;
    const warnings: unknown[] = [];
    console.warn = (...args) => warnings.push(args[0]);
    try {
      await setLocale('sv');
    } finally {
      console.warn = warn;
    }
    expect(getLocale()).to.equal('en');
    expect(warnings).to.deep.equal(['linkus-elements: there are no texts in "sv", so they stay in "en".']);
  });
});

describe('Arabic texts', () => {
  afterEach(async () => {
    cleanUp();
    await setLocale('en');
  });

  const runs = (element: LitElement) =>
    getComputedStyle(element.renderRoot.querySelector('[lang]') as Element).direction;
  const isLeftOf = (one: Element | undefined, other: Element | undefined) =>
    one !== undefined && other !== undefined && one.getBoundingClientRect().left < other.getBoundingClientRect().left;

  it('run from right to left on a page that runs from left to right, and English ones as before', async () => {
    const phone = await fixture<LinkusPhone>('<linkus-phone></linkus-phone>');
    const tabs = () => phone.renderRoot.querySelectorAll('[part=tab]');
    expect(isLeftOf(tabs()[0], tabs()[1])).to.equal(true);
    await setLocale('ar');
    await drawn(phone);
    expect(runs(phone)).to.equal('rtl');
    expect(isLeftOf(tabs()[0], tabs()[1])).to.equal(false);
    await setLocale('en');
    await drawn(phone);
    expect(runs(phone)).to.equal('ltr');
    expect(isLeftOf(tabs()[0], tabs()[1])).to.equal(true);
  });

  it('do so in each element', async () => {
    await setLocale('ar');
    for (const html of [
      '<linkus-dialpad></linkus-dialpad>',
      '<linkus-incoming call-id="a" number="1"></linkus-incoming>',
      '<linkus-session call-status="talking" number="1"></linkus-session>',
      '<linkus-cdr-list></linkus-cdr-list>',
    ]) {
      expect(runs(await fixture(html)), html).to.equal('rtl');
    }
  });

  it('leave the keys and the number as they are on every telephone', async () => {
    await setLocale('ar');
    const dialpad = await fixture<LitElement>('<linkus-dialpad value="123"></linkus-dialpad>');
    const keys = findAll(dialpad, 'button').filter((each) => each.getAttribute('part')?.includes('key'));
    expect(isLeftOf(keys[0], keys[1])).to.equal(true);
    expect(getComputedStyle(field(dialpad)).direction).to.equal('ltr');
  });

  it('put the number of a transfer where the dialpad has its own', async () => {
    await setLocale('ar');
    const dialpad = await fixture<LitElement>('<linkus-dialpad></linkus-dialpad>');
    const session = await fixture<LitElement>('<linkus-session call-status="talking" number="1"></linkus-session>');
    await press(session, msg('none', { id: 'session.transfer' }));
    await until(() => isThere(session, 'textbox'));
    const sides = [dialpad, session].map((each) => getComputedStyle(field(each)).textAlign);
    expect(sides).to.deep.equal(['end', 'end']);
  });

  it('are accessible', async () => {
    await setLocale('ar');
    const phone = await fixture<LinkusPhone>('<linkus-phone></linkus-phone>');
    storeOf(phone).update({ connection: 'ready', extension: '1000', ...talking });
    await drawn(phone);
    await expectAccessible(phone);
  });

  it('leave English ones to the page around them', async () => {
    const place = await fixture<LinkusPhone>('<div dir="rtl"><linkus-phone></linkus-phone></div>');
    expect(runs(place.firstElementChild as LinkusPhone)).to.equal('rtl');
  });
});
