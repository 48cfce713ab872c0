import { expect } from 'chai';
import { replaceMember, restoreAll } from './media/testing/replace-member.js';
import { Clock } from './testing/clock.js';
import { watchWake } from './wake.js';

describe('what may have changed the network unnoticed', () => {
  let clock: Clock;
  let told: boolean[];
  let watching: AbortController;
  beforeEach(() => {
    clock = new Clock();
    told = [];
    watching = new AbortController();
    watchWake((jumped) => told.push(jumped), watching.signal);
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
      expect(told).to.deep.equal([false]);
    });
  }

  it('not that the page is hidden', () => {
    replaceMember(document, 'visibilityState', 'hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    expect(told).to.deep.equal([]);
  });

  it('a computer that slept, within a second after it woke, and once', () => {
    clock.pass(10_000);
    clock.sleep(60_000);
    clock.pass(1000);
    expect(told).to.deep.equal([true]);
    clock.pass(10_000);
    expect(told).to.deep.equal([true]);
  });

  it('a clock that was set back', () => {
    clock.sleep(-3_600_000);
    clock.pass(1000);
    expect(told).to.deep.equal([true]);
  });

  it('nothing any more when it is over', () => {
    watching.abort();
    for (const [, fire] of events) fire();
    clock.sleep(60_000);
    clock.pass(5000);
    expect(told).to.deep.equal([]);
    expect(clock.waiting).to.equal(0);
  });
});
