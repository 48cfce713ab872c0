import { expect } from 'chai';
import { PhoneStore } from '../store/phone-store.js';
import type { CallSnapshot } from '../store/phone-snapshot.js';
import { until } from '../testing/wait.js';
import { Ringing } from './ringing.js';

type Call = Partial<CallSnapshot>;

const inbound: Call = { callId: 'in', direction: 'inbound', state: 'connecting', incoming: true, answeredAt: null };
const outbound: Call = { callId: 'out', direction: 'outbound', state: 'calling', incoming: false, answeredAt: null };
const talking: Call = { ...outbound, state: 'talking', answeredAt: 1 };

describe('what sounds around the calls of a snapshot', () => {
  let store: PhoneStore;
  let ringing: Ringing;
  let sounds: (string | null)[];
  let ends: number;
  beforeEach(() => {
    store = new PhoneStore();
    sounds = [];
    ends = 0;
    ringing = new Ringing(store, { set: (sound) => sounds.push(sound), playEnd: () => ends++ });
    ringing.name = 'ringing-test';
  });
  afterEach(() => ringing.stop());

  const show = async (...calls: Call[]) => {
    store.update({ calls: calls as CallSnapshot[] });
    await Promise.resolve();
  };

  const table: [what: string, calls: Call[], sound: string | null][] = [
    ['nothing', [], null],
    ['a call comes in', [inbound], 'incoming'],
    ['it is being answered', [{ ...inbound, answering: true }], null],
    ['a call comes in while the user talks', [talking, inbound], 'callWaiting'],
    ['our call is on its way', [outbound], null],
    ['it rings there', [{ ...outbound, state: 'ringing', earlyMedia: false }], 'ringback'],
    ['it rings there, and the PBX sends the tone', [{ ...outbound, state: 'ringing', earlyMedia: true }], null],
    ['the user talks', [talking], null],
  ];
  for (const [what, calls, sound] of table) {
    it(`${what}: ${sound ?? 'silence'}`, async () => {
      await show(...calls);
      await until(() => sounds.at(-1) === sound);
    });
  }

  const over: [what: string, call: Call, tones: number][] = [
    ['a call that was answered', { ...inbound, incoming: false, answeredAt: 1 }, 1],
    ['a call of ours that failed', outbound, 1],
    ['a call that only rang here', inbound, 0],
  ];
  for (const [what, call, tones] of over) {
    it(`the end of ${what} sounds ${tones ? 'once' : 'not at all'}`, async () => {
      await show(call);
      await show();
      await show();
      expect(ends).to.equal(tones);
    });
  }

  it('a browser that plays nothing keeps no call from being shown', async () => {
    const silent = new Ringing(store, {
      set: (sound) => {
        if (sound !== null) throw new DOMException('No more contexts', 'NotSupportedError');
      },
      playEnd: () => undefined,
    });
    await show(inbound);
    await until(() => sounds.at(-1) === 'incoming');
    expect(store.snapshot.calls).to.have.length(1);
    silent.stop();
  });
});
