import { expect } from 'chai';
import { until } from '../../src/testing/wait.js';
import { expectAccessible } from '../base/testing/axe.js';
import {
  cleanUp,
  drawn,
  findAll,
  fixture,
  inCall,
  isThere,
  phoneAround,
  press,
  requestsOf,
} from '../base/testing/harness.js';
import type { CallSnapshot, CallWarning } from '../../src/store/phone-snapshot.js';
import type { LinkusSession } from './session.js';
import './session.js';

describe('linkus-session, warnings', () => {
  before(() => import('./talking-advice.js'));
  afterEach(cleanUp);

  const inside = async (change: Partial<CallSnapshot>) => {
    const { parent, store } = phoneAround(inCall({ state: 'talking', answeredAt: Date.now(), ...change }));
    const session = await fixture<LinkusSession>('<linkus-session></linkus-session>', parent);
    await drawn(session);
    const show = async (next: Partial<CallSnapshot>) => {
      store.update(inCall({ state: 'talking', answeredAt: 1, ...next }));
      await drawn(session);
    };
    return { session, parent, show };
  };
  const says = (session: LinkusSession) =>
    findAll(session, 'status')
      .map(({ textContent }) => textContent.trim())
      .at(-1);
  const talking = (attributes: string) =>
    fixture<LinkusSession>(`<linkus-session number="1001" call-status="talking" ${attributes}></linkus-session>`);

  const cases: [attributes: string, words: RegExp, remedy: string | null][] = [
    ['play-blocked', /plays the call only after a press/, 'Hear the call'],
    ['no-microphone="lost"', /microphone went away/, 'Check devices'],
    ['no-microphone="taken"', /mute switch of the headset or computer, has silenced/, 'Check devices'],
    ['no-audio="in"', /receive no sound from the other side.*tell them/, 'Check devices'],
    ['no-audio="out"', /Nobody hears you: is the microphone muted on the headset/, 'Check devices'],
    ['no-audio="both"', /in neither direction.*call again/, 'Check devices'],
    ['network-level="1"', /The network is poor/, null],
    ['network-level="0"', /The network is poor/, null],
    ['network-level="1" video', /Without pictures/, 'Turn pictures off'],
  ];
  for (const [attributes, words, remedy] of cases) {
    it(`${attributes}: says it, and ${remedy ? `offers "${remedy}"` : 'what helps'}`, async () => {
      const session = await talking(attributes);
      await until(() => words.test(says(session) ?? ''));
      if (remedy) expect(isThere(session, 'button', remedy)).to.equal(true);
      await expectAccessible(session);
    });
  }

  const silences = ['held', 'held-by-other', 'reconnecting'];
  for (const reason of silences) {
    it(`says nothing of silence or the network while ${reason}`, async () => {
      const session = await talking(`no-audio="both" network-level="0" ${reason}`);
      await until(() => isThere(session, 'button', 'No connection'));
      expect(says(session)).to.equal('');
    });
  }

  it('a poor network is one until it is fair again: the words do not flicker', async () => {
    const { session, show } = await inside({ networkLevel: 2 });
    await until(() => isThere(session, 'button', 'Poor connection'));
    expect(says(session)).to.equal('');
    await show({ networkLevel: 1 });
    expect(says(session)).to.match(/poor/);
    await show({ networkLevel: 2 });
    expect(says(session)).to.match(/poor/);
    await show({ networkLevel: 3 });
    expect(says(session)).to.equal('');
  });

  it('turns pictures off when pressed', async () => {
    const { session, parent } = await inside({ networkLevel: 1, video: true });
    const { details } = requestsOf(parent, 'linkus-video-request');
    await until(() => isThere(session, 'button', 'Turn pictures off'));
    await press(session, 'Turn pictures off');
    expect(details).to.deep.equal([{ callId: 'call-1', video: false }]);
  });

  const actions: [action: Exclude<CallWarning['action'], 'other-call'>, words: RegExp][] = [
    ['hold', /could not be put on hold/],
    ['unhold', /could not be taken back/],
    ['transfer', /transfer failed/],
    ['dtmf', /tones could not be sent/],
    ['video', /Pictures could not be turned on/],
  ];
  for (const [action, words] of actions) {
    it(`says that ${action} did not happen, until it was read; and again when it happens again`, async () => {
      const { session, show } = await inside({ warning: { action, code: 603, at: 1 } });
      await until(() => words.test(says(session) ?? ''));
      await press(session, 'OK');
      expect(says(session)).to.equal('');
      await show({ warning: { action, code: 603, at: 2 } });
      expect(says(session)).to.match(words);
    });
  }

  it('says why another call ended; a call that is not held needs no taking back', async () => {
    const ended = { name: 'Carol', number: '1002', endReason: 'busy' } as const;
    const warning: CallWarning = { action: 'other-call', code: 486, at: 1, ended };
    const { session, show } = await inside({ warning });
    await until(() => says(session) === 'Carol: The line is busy. Try again later.');
    await press(session, 'OK');
    expect(says(session)).to.equal('');
    await show({ held: true, warning: { ...warning, at: 2 } });
    expect(says(session)).to.equal('Carol: The line is busy. Try again later. This call is still on hold.');
    await expectAccessible(session);
  });
});
