import { expect } from 'chai';
import { replaceMember, restoreAll } from '../media/testing/replace-member.js';
import { until } from '../testing/wait.js';
import { RingTurn } from './ring-turn.js';

const name = 'test-ring';

/** What a tab does in which somebody talks: it asks whenever something has changed. */
class Tab {
  sounds = false;
  readonly turn = new RingTurn(() => this.ask());

  ask(): void {
    this.sounds = this.turn.ask(name, true);
  }
}

describe('the turn to ring', () => {
  const tabs: Tab[] = [];
  afterEach(() => {
    for (const { turn } of tabs.splice(0)) turn.leave();
    restoreAll();
  });

  /** How many tabs have the lock of the browser, and how many wait for it. */
  async function locks(): Promise<(number | undefined)[]> {
    const { held, pending } = await navigator.locks.query();
    return [held, pending].map((all) => all?.filter((lock) => lock.name === name).length);
  }

  it('two tabs in which somebody talks: one sounds, the other when that one is closed', async () => {
    tabs.push(new Tab(), new Tab());
    for (const tab of tabs) tab.ask();
    await until(async () => String(await locks()) === '1,1');
    const [first, ...others] = tabs.filter(({ sounds }) => sounds);
    expect(others).to.deep.equal([]);
    first?.turn.leave();
    await until(() => tabs.some((tab) => tab !== first && tab.sounds));
  });

  const refused = () => Promise.reject(new DOMException('Storage is blocked', 'SecurityError'));
  const silent = () => new Promise<never>(() => undefined);
  const broken: [what: string, locks: unknown][] = [
    ['gives none', undefined],
    ['refuses them, as in a sandboxed frame', { request: refused, query: refused }],
    [
      'throws',
      {
        request: () => {
          throw new TypeError('Illegal invocation');
        },
      },
    ],
    ['never answers', { request: silent, query: silent }],
    ['never grants what no tab holds', { request: silent, query: () => Promise.resolve({ held: [], pending: [] }) }],
  ];
  for (const [what, locks] of broken) {
    it(`a browser that ${what}: the tab sounds alone, and asks no more`, async () => {
      let asked = 0;
      replaceMember(
        navigator,
        'locks',
        locks && { ...locks, request: () => (asked++, (locks as LockManager).request(name, () => undefined)) },
      );
      const tab = new Tab();
      tabs.push(tab);
      tab.ask();
      await until(() => tab.sounds);
      tab.ask();
      expect([tab.sounds, asked]).to.deep.equal([true, locks ? 1 : 0]);
    });
  }
});
