import { expect } from 'chai';
import { until } from '../../src/testing/wait.js';
import { setLocale } from '../../locales/index.js';
import type { CallSnapshot } from '../../src/store/phone-snapshot.js';
import { cleanUp, drawn, findAll, fixture, inCall, isThere, storeOf } from '../base/testing/harness.js';
import '../phone/phone.js';
import type { LinkusPhone } from '../phone/phone.js';

describe('linkus-phone whose call has something to say', () => {
  before(() => import('./talking-advice.js'));
  afterEach(cleanUp);
  after(() => setLocale('en'));

  const talks: Partial<CallSnapshot> = {
    ...{ state: 'talking', answeredAt: Date.now(), networkLevel: 5 },
    ...{ name: 'Bob', company: 'Sunrise Ltd', number: '1001' },
  };
  const changes: Partial<CallSnapshot>[] = [
    { noAudio: 'both' },
    { noMicrophone: 'taken' },
    { networkLevel: 0 },
    { reconnecting: true },
    { muted: true },
  ];

  for (const locale of ['en', 'de']) {
    it(`moves neither the name nor the time nor a control: ${locale}`, async () => {
      await setLocale(locale);
      const phone = await fixture<LinkusPhone>('<linkus-phone auto-register="off"></linkus-phone>');
      const store = storeOf(phone);
      store.update({ connection: 'ready', extension: '1000', ...inCall(talks) });
      await until(() => isThere(phone, 'button', locale === 'de' ? 'Gute Verbindung' : 'Good connection'));
      const parts = () => [phone, ...findAll(phone, 'timer'), ...findAll(phone, 'button')];
      const places = () => parts().map((each) => Math.round(each.getBoundingClientRect().bottom));
      const before = places();
      for (const change of changes) {
        store.update(inCall({ ...talks, ...change }));
        await drawn(phone);
        await drawn(phone);
        const remedy = findAll(phone, 'button').findIndex(({ part }) => part.contains('remedy'));
        const now = places().filter((_, index) => remedy < 0 || index !== remedy + 2);
        expect(now, JSON.stringify(change)).to.deep.equal(before);
      }
    });
  }
});
