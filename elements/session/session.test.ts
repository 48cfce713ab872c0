import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { until } from '../../src/testing/wait.js';
import type { EndReason } from '../../src/store/phone-snapshot.js';
import { expectAccessible } from '../base/testing/axe.js';
import {
  button,
  call,
  cleanUp,
  drawn,
  field,
  find,
  findAll,
  fixture,
  focusedPart,
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
      [360_000, '100:00:00'],
    ];
    for (const [seconds, shown] of times) {
      it(`shows ${shown} after ${seconds} s`, async () => {
        const session = await alone(`number="1001" call-status="talking" answered-at="${ago(seconds)}"`);
        const timer = find(session, 'timer');
        expect(timer.textContent).to.equal(shown);
        expect(timer.scrollWidth).to.be.at.most(timer.clientWidth, 'its box has room for it');
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

    it('moves among its controls by arrows, and passes those that can do nothing now', async () => {
      const session = await alone('number="1001" call-status="talking"');
      button(session, 'Mute').focus();
      await sendKeys({ press: 'ArrowRight' });
      expect(focusedPart(session)).to.equal('hold');
      await sendKeys({ press: 'ArrowLeft' });
      expect(focusedPart(session)).to.equal('mute');
      Object.assign(session, { callStatus: 'ringing' }).style.inlineSize = '400px';
      await drawn(session);
      await sendKeys({ press: 'ArrowRight' });
      expect(focusedPart(session)).to.equal('more');
    });

    it('up and down go to the row above and back', async () => {
      const session = await alone('number="1001" call-status="talking" record-permission="2" video-allowed');
      session.style.inlineSize = '400px';
      await press(session, 'More');
      button(session, 'Mute').focus();
      await sendKeys({ press: 'ArrowUp' });
      expect(focusedPart(session)).to.equal('record');
      await sendKeys({ press: 'ArrowRight' });
      expect(focusedPart(session)).to.equal('video');
      await sendKeys({ press: 'ArrowDown' });
      expect(focusedPart(session)).to.equal('hold');
    });

    it('is one tab stop, also when the control that had it is gone', async () => {
      const session = await alone('number="1001" call-status="talking" held');
      const stops = () => findAll(session, 'button').filter(({ tabIndex }) => tabIndex === 0);
      expect(stops().map((each) => each.getAttribute('part'))).to.deep.equal(['mute', 'hang-up']);
      button(session, 'Resume').focus();
      expect(stops().map((each) => each.getAttribute('part'))).to.deep.equal(['hold', 'hang-up']);
      session.callStatus = 'ringing';
      await drawn(session);
      expect(stops().map((each) => each.getAttribute('part'))).to.deep.equal(['mute', 'hang-up']);
    });

    it('shows all controls where there is room, and no button for more', async () => {
      const session = await alone('number="1001" call-status="talking"');
      session.style.inlineSize = '400px';
      expect([isThere(session, 'button', 'More'), isThere(session, 'button', 'New call')]).to.deep.equal([true, false]);
      session.style.inlineSize = '800px';
      expect([isThere(session, 'button', 'More'), isThere(session, 'button', 'New call')]).to.deep.equal([false, true]);
    });

    it('holds and resumes, and waits for the answer', async () => {
      const session = await alone('call-id="x" number="1001" call-status="talking"');
      const { details } = requestsOf(document, 'linkus-hold-request');
      await press(session, 'Hold');
      expect(details).to.deep.equal([{ callId: 'x', held: true }]);
      expect(find(session, 'status').textContent, 'not yet').to.equal('Talking...');
      session.holdPending = true;
      await drawn(session);
      expect(button(session, 'Hold').getAttribute('aria-busy')).to.equal('true');
      await press(session, 'Hold');
      expect(details, 'asked once').to.have.length(1);
      Object.assign(session, { holdPending: false, held: true });
      await drawn(session);
      expect(find(session, 'status').textContent).to.equal('On hold');
      expect(session.matches(':state(held)')).to.equal(true);
      await press(session, 'Resume');
      expect(details[1]).to.deep.equal({ callId: 'x', held: false });
    });

    const standings = [
      ['held', 'On hold'],
      ['held-by-other', 'The other side has put you on hold'],
      ['held held-by-other', 'On hold on both sides'],
      ['reconnecting', 'Reconnecting...'],
      ['transferring', 'Transferring...'],
    ] as const;
    for (const [attributes, words] of standings) {
      it(`${attributes}: says "${words}"`, async () => {
        const session = await alone(`number="1001" call-status="talking" ${attributes}`);
        expect(find(session, 'status').textContent).to.equal(words);
      });
    }

    const permissions: [permission: number, recording: string, isOffered: boolean][] = [
      [0, 'stop', false],
      [0, 'recording', false],
      [1, 'stop', false],
      [1, 'recording', true],
      [1, 'pause', true],
      [2, 'stop', true],
      [2, 'recording', true],
    ];
    for (const [permission, recording, isOffered] of permissions) {
      it(`record permission ${permission}, ${recording}: ${isOffered ? 'a' : 'no'} button`, async () => {
        const session = await alone(
          `call-id="x" call-status="talking" record-permission="${permission}" recording="${recording}"`,
        );
        expect(isThere(session, 'button', 'Record')).to.equal(isOffered);
        if (!isOffered) return;
        const { details } = requestsOf(document, 'linkus-record-request');
        await press(session, 'Record');
        expect(details).to.deep.equal([{ callId: 'x', recording: recording !== 'recording' }]);
        expect(button(session, 'Record').getAttribute('aria-busy')).to.equal('true');
        session.recording = recording === 'recording' ? 'pause' : 'recording';
        await drawn(session);
        expect(button(session, 'Record').getAttribute('aria-busy')).to.equal(null);
      });
    }

    it('says in words that it is recorded, and that this pauses', async () => {
      const session = await alone('call-status="talking" recording="recording"');
      expect(textOf(session)).to.contain('Recording the Audio...');
      expect(session.matches(':state(recording)')).to.equal(true);
      session.recording = 'pause';
      await drawn(session);
      expect(textOf(session)).to.contain('The recording is paused.');
      session.recording = 'stop';
      await drawn(session);
      expect(textOf(session)).not.to.contain('ecording');
    });

    it('asks for pictures, where there can be some', async () => {
      const session = await alone('call-id="x" call-status="talking"');
      expect(isThere(session, 'button', 'Video')).to.equal(false);
      session.videoAllowed = true;
      await drawn(session);
      const { details } = requestsOf(document, 'linkus-video-request');
      await press(session, 'Video');
      expect(details).to.deep.equal([{ callId: 'x', video: true }]);
      session.camera = true;
      await drawn(session);
      expect(button(session, 'Video').getAttribute('aria-pressed')).to.equal('true');
      await press(session, 'Video');
      expect(details[1]).to.deep.equal({ callId: 'x', video: false });
    });

    it('a letter presses a control while the keyboard is in it, and its tooltip says which', async () => {
      const session = await alone('call-id="x" number="1001" call-status="talking"');
      const { details } = requestsOf(document, 'linkus-mute-request');
      expect(button(session, 'Mute').title).to.equal('Mute (M)');
      await sendKeys({ press: 'm' });
      expect(details, 'the keyboard is elsewhere').to.have.length(0);
      button(session, 'End Call').focus();
      await sendKeys({ press: 'm' });
      await sendKeys({ down: 'Control' });
      await sendKeys({ press: 'm' });
      await sendKeys({ up: 'Control' });
      expect(details).to.deep.equal([{ callId: 'x', muted: true }]);
      await sendKeys({ press: 'k' });
      await drawn(session);
      expect(isThere(session, 'button', '7')).to.equal(true);
    });

    it('a letter is only a letter in a field, and does nothing where nothing can be done', async () => {
      const session = await alone('call-id="x" number="1001" call-status="ringing"');
      const { details } = requestsOf(document, 'linkus-hold-request');
      button(session, 'Mute').focus();
      await sendKeys({ press: 'h' });
      session.callStatus = 'talking';
      await drawn(session);
      await sendKeys({ press: 't' });
      await until(() => isThere(session, 'textbox') && session.shadowRoot?.activeElement === field(session));
      await sendKeys({ press: 'h' });
      expect(details).to.have.length(0);
      expect(field(session).value).to.equal('h');
    });

    it('Escape closes what is open, gives the keyboard back, and ends no call', async () => {
      const session = await alone('call-id="x" number="1001" call-status="talking"');
      const { details } = requestsOf(document, 'linkus-hang-up-request');
      await press(session, 'Transfer');
      await until(() => isThere(session, 'textbox') && session.shadowRoot?.activeElement === field(session));
      await sendKeys({ press: 'Escape' });
      await drawn(session);
      expect([isThere(session, 'textbox'), focusedPart(session)]).to.deep.equal([false, 'transfer']);
      await sendKeys({ press: 'Escape' });
      expect(details).to.have.length(0);
    });

    const kinds = [
      ['attended', 'Attended Transfer'],
      ['blind', 'Blind Transfer'],
    ] as const;
    for (const [kind, name] of kinds) {
      it(`transfers ${kind}`, async () => {
        const session = await alone('call-id="x" number="1001" call-status="talking"');
        const { details } = requestsOf(document, 'linkus-transfer-request');
        await press(session, 'Transfer');
        await until(() => isThere(session, 'textbox'));
        await press(session, name);
        expect(details, 'without a number').to.have.length(0);
        field(session).value = ' 1002 ';
        await press(session, name);
        expect(details).to.deep.equal([{ callId: 'x', number: '1002', kind }]);
      });
    }

    it('says that a transfer has more than one number', async () => {
      const session = await alone('call-id="x" number="1001" call-status="talking"');
      await press(session, 'Transfer');
      await until(() => isThere(session, 'textbox'));
      field(session).value = '1002 1003';
      session.problem = -209;
      await until(() => textOf(session).includes('This looks like more than one number.'));
      field(session).value = '@';
      session.problem = null;
      await drawn(session);
      session.problem = -209;
      await until(() => textOf(session).includes('Invalid Number.'));
    });

    it('Enter in the transfer asks first', async () => {
      const session = await alone('call-id="x" number="1001" call-status="talking"');
      const { details } = requestsOf(document, 'linkus-transfer-request');
      await press(session, 'Transfer');
      await until(() => isThere(session, 'textbox') && session.shadowRoot?.activeElement === field(session));
      await sendKeys({ type: '1002' });
      await sendKeys({ press: 'Enter' });
      expect(details).to.deep.equal([{ callId: 'x', number: '1002', kind: 'attended' }]);
    });

    it('has a dialpad for another call', async () => {
      const session = await alone('call-id="x" number="1001" call-status="talking"');
      const { details } = requestsOf(document, 'linkus-call-request');
      await press(session, 'New call');
      await drawn(session);
      const input = field(session);
      input.value = '1002';
      input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      await drawn(session);
      await press(session, 'Call');
      expect(details).to.deep.equal([{ number: '1002', video: false }]);
    });

    it('says that it is muted in words, too', async () => {
      const session = await alone('call-id="x" number="1001" call-status="talking" muted');
      expect(find(session, 'status').textContent).to.equal('Muted');
      session.held = true;
      await drawn(session);
      expect(find(session, 'status').textContent).to.equal('On hold');
    });

    it('what was opened takes the keyboard: a number for another call', async () => {
      const session = await alone('call-id="x" number="1001" call-status="talking"');
      const { details } = requestsOf(document, 'linkus-call-request');
      button(session, 'New call').focus();
      await sendKeys({ press: 'Enter' });
      await drawn(session);
      await sendKeys({ type: '1002' });
      await sendKeys({ press: 'Enter' });
      expect(details).to.deep.equal([{ number: '1002', video: false }]);
    });

    it('what was opened takes the keyboard: tones, which can be read, and letters still press', async () => {
      const session = await alone('call-id="x" number="1001" call-status="talking"');
      const { details } = requestsOf(document, 'linkus-dtmf-request');
      button(session, 'Dialpad').focus();
      await sendKeys({ press: 'Enter' });
      await drawn(session);
      await sendKeys({ type: '12#' });
      expect(details.map(({ tones }) => tones)).to.deep.equal(['1', '2', '#']);
      expect(field(session).value).to.equal('12#');
      await sendKeys({ press: 'k' });
      await drawn(session);
      expect(isThere(session, 'button', '7')).to.equal(false);
    });

    const levels: [level: number, word: string, sentence: string][] = [
      [0, 'No connection', 'Nothing comes through'],
      [1, 'Poor connection', 'Words may be lost'],
      [2, 'Poor connection', 'Words may be lost'],
      [3, 'Fair connection', 'a little delay'],
      [4, 'Good connection', 'as well as on a good telephone'],
      [5, 'Good connection', 'as well as on a good telephone'],
    ];
    for (const [level, word, sentence] of levels) {
      it(`quality ${level}: "${word}", and a sentence when asked`, async () => {
        const session = await alone(`number="1001" call-status="talking" network-level="${level}"`);
        await until(() => isThere(session, 'button', word));
        expect(textOf(session)).not.to.contain(sentence);
        await press(session, word);
        expect(textOf(session)).to.contain(sentence);
      });
    }

    it('says nothing of the quality before it is known', async () => {
      const session = await alone('number="1001" call-status="talking"');
      await import('./talking-advice.js');
      await drawn(session);
      expect(isThere(session, 'button', /connection/)).to.equal(false);
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

  describe('beyond what is expected', () => {
    const warnings = async (act: () => Promise<unknown>) => {
      const { warn } = console;
      const told: string[] = [];
      console.warn = (text: string) => told.push(text);
      try {
        await act();
      } finally {
        console.warn = warn;
      }
      return told;
    };

    it('an attribute with nonsense in it is told once, with what is allowed, and drawn as if left out', async () => {
      let session: LinkusSession | undefined;
      const told = await warnings(async () => {
        session = await alone('number="1" call-status="chatting" recording="yes" layout="round"');
        session.callStatus = 'talking';
        await drawn(session);
        session.requestUpdate();
        await drawn(session);
      });
      expect(told.filter((text) => text.includes('call-status="chatting"'))).to.have.length(1);
      expect(told.join('\n')).to.match(/recording="yes".*"stop", "recording", "pause"/);
      expect(told.join('\n')).to.match(/layout="round".*"inline", "window"/);
      expect(textOf(session as LinkusSession)).not.to.contain('recording');
    });

    it('numbers that are none are no numbers', async () => {
      const session = await alone('number="1" call-status="talking" answered-at="soon" network-level="great"');
      await import('./talking-advice.js');
      await drawn(session);
      expect([isThere(session, 'timer'), isThere(session, 'button', /connection/)]).to.deep.equal([false, false]);
    });

    it('the keyboard stays in the element when the button that was pressed goes away', async () => {
      const session = await alone('number="1001" call-status="talking" record-permission="2"');
      button(session, 'Record').focus();
      session.recordPermission = 0;
      await drawn(session);
      expect(focusedPart(session)).to.equal('mute');
    });

    it('a ticking timer says nothing to screen readers, and changes nothing but itself', async () => {
      const session = await alone(`number="1001" call-status="talking" answered-at="${ago(1)}"`);
      await import('./talking-advice.js');
      await drawn(session);
      const changed: Node[] = [];
      const observer = new MutationObserver((records) => changed.push(...records.map(({ target }) => target)));
      observer.observe(session.renderRoot, { subtree: true, childList: true, characterData: true, attributes: true });
      await until(() => find(session, 'timer').textContent === '00:02');
      observer.disconnect();
      expect(changed.every((node) => find(session, 'timer').contains(node))).to.equal(true);
    });
  });

  it('passes axe: each panel, and every control', async () => {
    const session = await alone('number="1001" name="Ann" call-status="talking" record-permission="2" video-allowed');
    for (const name of ['Dialpad', 'Transfer', 'New call']) {
      await press(session, name);
      await until(() => isThere(session, 'textbox'));
      await expectAccessible(session);
      await press(session, name);
    }
    session.style.inlineSize = '240px';
    await press(session, 'More');
    await expectAccessible(session);
  });

  for (const state of [
    'held',
    'held-by-other',
    'hold-pending',
    'reconnecting',
    'recording="recording"',
    'network-level="3"',
  ]) {
    it(`passes axe: ${state}`, async () => {
      const session = await alone(`number="1001" name="Ann" call-status="talking" record-permission="2" ${state}`);
      await import('./talking-advice.js');
      await drawn(session);
      await expectAccessible(session);
    });
  }
});
