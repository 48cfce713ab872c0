import { expect } from 'chai';
import { until } from '../../src/testing/wait.js';
import { setLocale } from '../../locales/index.js';
import { cleanUp, drawn, fixture, storeOf, textOf } from '../base/testing/harness.js';
import '../phone/phone.js';
import type { LinkusPhone } from '../phone/phone.js';

describe('linkus-phone whose connection is lost', () => {
  afterEach(cleanUp);
  after(() => setLocale('en'));

  for (const locale of ['en', 'de', 'ru']) {
    it(`keeps its height: ${locale}`, async () => {
      await setLocale(locale);
      const phone = await fixture<LinkusPhone>('<linkus-phone auto-register="off"></linkus-phone>');
      const store = storeOf(phone);
      store.update({ connection: 'ready', extension: '1000' });
      await drawn(phone);
      const { height } = phone.getBoundingClientRect();
      const before = textOf(phone).length;
      store.update({ connection: 'reconnecting' });
      await until(() => textOf(phone).length > before + 40);
      expect(phone.getBoundingClientRect().height).to.equal(height);
    });
  }
});
