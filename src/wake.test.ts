import { expect } from 'chai';
import { replaceMember, restoreAll } from './media/testing/replace-member.js';
import { Clock } from './testing/clock.js';
import { watchWake } from './wake.js';

describe('what may have changed the network unnoticed', () => {
  let clock: Clock;
  let told: number;
  let watching: AbortController;
  beforeEach(() => {
    clock = new Clock();
    told = 0;
    watching = new AbortController();
    watchWake(() => told++, watching.signal);
  });
  afterEach(() => {
    watching.abort();
    clock.restore();
    restoreAll();
  });

  const events: [what: string, fire: () => void][] = [
    ['online', () => dispatchEvent(new Event('online'))],
    ['pageshow', () => dispatchEvent(new Event('pageshow'))],
    ['visibilitychange', () => document.dispatchEvent(new Event('visibilitychange'))],
    ['resume', () => document.dispatchEvent(new Event('resume'))],
  ];
  for (const [what, fire] of events) {
    it(what, () => {
      fire();
      expect(told).to.equal(1);
    });
  }

  it('not that the page is hidden', () => {
    replaceMember(document, 'visibilityState', 'hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    expect(told).to.equal(0);
  });

  it('a computer that slept, within a second after it woke, and once', () => {
    clock.pass(10_000);
    clock.sleep(60_000);
    clock.pass(1000);
    expect(told).to.equal(1);
    clock.pass(10_000);
    expect(told).to.equal(1);
  });

  it('a clock that was set back', () => {
    clock.sleep(-3_600_000);
    clock.pass(1000);
    expect(told).to.equal(1);
  });

  it('nothing any more when it is over', () => {
    watching.abort();
    for (const [, fire] of events) fire();
    clock.sleep(60_000);
    clock.pass(5000);
    expect(told).to.equal(0);
    expect(clock.waiting).to.equal(0);
  });
});
