import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { EndReason } from '../../src/store/phone-snapshot.js';
import { expectAccessible } from '../base/testing/axe.js';
import {
  button,
  call,
  cleanUp,
  drawn,
  find,
  findAll,
  fixture,
  inCall,
  isThere,
  phoneAround,
  press,
  requestsOf,
  ringing,
  textOf,
} from '../base/testing/harness.js';
import type { LinkusSession } from './session.js';
import './session.js';

describe('linkus-session', () => {
  afterEach(cleanUp);

  const alone = (attributes: string) => fixture<LinkusSession>(`<linkus-session ${attributes}></linkus-session>`);
  const ago = (seconds: number) => Date.now() - seconds * 1000 - 100;

  describe('alone on a page', () => {
    it('takes no room without a call', async () => {
      const session = await alone('number="1001"');
      expect(session.getBoundingClientRect().height).to.equal(0);
    });

    const states = [
      ['calling', 'Calling...'],
      ['ringing', 'Ringing...'],
      ['connecting', 'Connecting...'],
      ['talking', 'Talking...'],
      ['ended', 'The call has ended.'],
    ] as const;
    for (const [state, words] of states) {
      it(`says "${words}" and matches :state(${state})`, async () => {
        const session = await alone(`number="1001" call-status="${state}"`);
        expect(find(session, 'status').textContent).to.contain(words);
        expect(session.matches(`:state(${state})`)).to.equal(true);
      });
    }

    const times: [seconds: number, shown: string][] = [
      [0, '00:00'],
      [65, '01:05'],
      [3700, '1:01:40'],
    ];
    for (const [seconds, shown] of times) {
      it(`shows ${shown} after ${seconds} s`, async () => {
        const session = await alone(`number="1001" call-status="talking" answered-at="${ago(seconds)}"`);
        expect(find(session, 'timer').textContent).to.equal(shown);
      });
    }

    it('counts while it is talking', async () => {
      const session = await alone(`number="1001" call-status="talking" answered-at="${ago(1)}"`);
      while (find(session, 'timer').textContent !== '00:02') await new Promise(requestAnimationFrame);
    });

    it('has no timer before the answer', async () => {
      expect(isThere(await alone('number="1001" call-status="ringing"'), 'timer')).to.equal(false);
    });

    it('asks to mute, and shows it muted only when told so', async () => {
      const session = await alone('call-id="x" number="1001" call-status="talking"');
      const { details } = requestsOf(document, 'linkus-mute-request');
      await press(session, 'Mute');
      expect(details).to.deep.equal([{ callId: 'x', muted: true }]);
      expect(button(session, 'Mute').getAttribute('aria-pressed')).to.equal('false');
      session.muted = true;
      await drawn(session);
      expect(button(session, 'Mute').getAttribute('aria-pressed')).to.equal('true');
      expect(session.matches(':state(muted)')).to.equal(true);
      await press(session, 'Mute');
      expect(details[1]).to.deep.equal({ callId: 'x', muted: false });
    });

    it('asks to hang up', async () => {
      const session = await alone('call-id="x" number="1001" call-status="calling"');
      const { details } = requestsOf(document, 'linkus-hang-up-request');
      await press(session, 'End Call');
      expect(details).to.deep.equal([{ callId: 'x' }]);
    });

    it('opens a keypad that sends tones, while talking only', async () => {
      const session = await alone('call-id="x" number="1001" call-status="ringing"');
      expect(button(session, 'Dialpad').disabled).to.equal(true);
      session.callStatus = 'talking';
      await drawn(session);
      const { details } = requestsOf(document, 'linkus-dtmf-request');
      await press(session, 'Dialpad');
      await drawn(session);
      expect(button(session, 'Dialpad').getAttribute('aria-expanded')).to.equal('true');
      await press(session, '7');
      expect(details).to.deep.equal([{ callId: 'x', tones: '7' }]);
      await press(session, 'Dialpad');
      expect(isThere(session, 'button', '7')).to.equal(false);
    });

    it('moves among its buttons by arrows', async () => {
      const session = await alone('number="1001" call-status="talking"');
      button(session, 'Mute').focus();
      await sendKeys({ press: 'ArrowRight' });
      expect(session.shadowRoot?.activeElement === button(session, 'Dialpad')).to.equal(true);
      await sendKeys({ press: 'ArrowLeft' });
      expect(session.shadowRoot?.activeElement === button(session, 'Mute')).to.equal(true);
    });

    const reasons: readonly EndReason[] = [
      'hung-up-here',
      'hung-up-there',
      'cancelled',
      'rejected',
      'busy',
      'no-answer',
      'not-found',
      'unavailable',
      'answered-elsewhere',
      'network',
      'media',
      'microphone',
      'phone-closed',
      'pbx',
    ];
    it('says in words of its own why a call ended, and offers nothing more to press', async () => {
      const session = await alone('number="1001" call-status="ended"');
      const seen = new Set([textOf(session)]);
      for (const reason of reasons) {
        session.endReason = reason;
        await drawn(session);
        while (seen.has(textOf(session))) await new Promise(requestAnimationFrame);
        seen.add(textOf(session));
      }
      expect(seen.size).to.equal(reasons.length + 1);
      expect(findAll(session, 'button')).to.have.length(0);
    });

    it('shows how long the call was when it is over', async () => {
      const session = await alone('number="1001" call-status="ended" answered-at="1000" ended-at="63000"');
      expect(find(session, 'timer').textContent).to.equal('01:02');
    });
  });

  describe('in a phone', () => {
    const inside = async (snapshot: Parameters<typeof phoneAround>[0] = {}) => {
      const { parent, store } = phoneAround(snapshot);
      return { session: await fixture<LinkusSession>('<linkus-session></linkus-session>', parent), store };
    };

    it('is a selector for the state of the call', async () => {
      const { session, store } = await inside(inCall());
      expect(session.matches('linkus-session[call-status="calling"][number="1001"]')).to.equal(true);
      store.update(inCall({ state: 'talking', answeredAt: Date.now(), muted: true }));
      await drawn(session);
      expect(session.matches('[call-status="talking"][muted]')).to.equal(true);
    });

    it('leaves a ringing call to linkus-incoming', async () => {
      const { session } = await inside({ ...ringing({ callId: 'a' }), currentCallId: 'a' });
      expect(session.callStatus).to.equal(null);
    });

    it('shows the ended call while the phone keeps it', async () => {
      const endedCall = call({ state: 'ended', endReason: 'busy', endedAt: Date.now() });
      const { session, store } = await inside({ endedCall });
      while (!textOf(session).includes('The line is busy.')) await new Promise(requestAnimationFrame);
      store.update({ endedCall: null });
      await drawn(session);
      expect(session.callStatus).to.equal(null);
    });

    it('closes the keypad when another call takes its place', async () => {
      const { session, store } = await inside(inCall({ callId: 'a', state: 'talking' }));
      await press(session, 'Dialpad');
      store.update(inCall({ callId: 'b', state: 'talking' }));
      await drawn(session);
      expect(button(session, 'Dialpad').getAttribute('aria-expanded')).to.equal('false');
    });

    it('says why a wish was refused', async () => {
      const { session } = await inside({ ...inCall(), callProblem: { code: -210, msg: '', at: 1 } });
      while (!textOf(session).includes('Operation failed with pending calls.'))
        await new Promise(requestAnimationFrame);
      expect(session.problem).to.equal(-210);
    });
  });

  it('passes axe: calling, talking with keypad, ended', async () => {
    await expectAccessible(await alone('number="1001" name="Ann" call-status="calling"'));
    const talking = await alone(`number="1001" call-status="talking" muted answered-at="${ago(3)}"`);
    await press(talking, 'Dialpad');
    await expectAccessible(talking);
    await expectAccessible(await alone('number="1001" call-status="ended" end-reason="busy"'));
  });
});
