import { expect } from 'chai';
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
});
