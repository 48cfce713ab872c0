import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { expect } from 'chai';
import { expectAccessible } from '../base/testing/axe.js';
import {
  button,
  cleanUp,
  drawn,
  field,
  fixture,
  idle,
  inCall,
  isThere,
  phoneAround,
  press,
  requestsOf,
  textOf,
} from '../base/testing/harness.js';
import type { LinkusDialpad } from './dialpad.js';
import './dialpad.js';

const problem = (code: number) => ({ code, msg: '', at: Date.now() });

describe('linkus-dialpad', () => {
  afterEach(cleanUp);

  const alone = (attributes = '') => fixture<LinkusDialpad>(`<linkus-dialpad ${attributes}></linkus-dialpad>`);

  describe('alone on a page', () => {
    it('writes what its keys say and asks for a call', async () => {
      const dialpad = await alone();
      const { details } = requestsOf(document, 'linkus-call-request');
      for (const key of ['Star', '4', '3']) await press(dialpad, key);
      expect(dialpad.value).to.equal('*43');
      await press(dialpad, 'Call');
      expect(details).to.deep.equal([{ number: '*43', video: false }]);
    });

    it('asks with an event that leaves shadow trees and can be prevented', async () => {
      const dialpad = await alone('value="1001"');
      const { events } = requestsOf(dialpad, 'linkus-call-request');
      await press(dialpad, 'Call');
      const [event] = events;
      expect(event).to.include({ bubbles: true, composed: true, cancelable: true });
      expect(event?.detail).to.be.frozen;
    });

    it('calls on Enter what was typed', async () => {
      const dialpad = await alone();
      const { details } = requestsOf(dialpad, 'linkus-call-request');
      dialpad.focus();
      await sendKeys({ type: 'alice' });
      await sendKeys({ press: 'Enter' });
      expect(details).to.deep.equal([{ number: 'alice', video: false }]);
    });

    it('keeps the written number and says what will be dialled', async () => {
      const dialpad = await alone();
      const { details } = requestsOf(dialpad, 'linkus-call-request');
      dialpad.focus();
      await sendKeys({ type: '+49 (0) 30 901820' });
      await drawn(dialpad);
      expect(field(dialpad).value).to.equal('+49 (0) 30 901820');
      expect(textOf(dialpad)).to.contain('Will dial +4930901820');
      await press(dialpad, 'Call');
      expect(details).to.deep.equal([{ number: '+4930901820', video: false }]);
    });

    it('says nothing of that when it dials what is written', async () => {
      expect(textOf(await alone('value="1001"'))).not.to.contain('Will dial');
    });

    it('says that a number cannot be called, until it is changed', async () => {
      const dialpad = await alone('value="10;01"');
      const { details } = requestsOf(dialpad, 'linkus-call-request');
      await press(dialpad, 'Call');
      expect(details).to.deep.equal([{ number: '10;01', video: false }]);
      expect(dialpad.problem).to.equal(-209);
      await press(dialpad, 'Delete');
      expect(dialpad.value).to.equal('10;0');
      expect(dialpad.problem).to.equal(null);
    });

    it('types from the keyboard while a key has the focus, and erases', async () => {
      const dialpad = await alone();
      button(dialpad, '5').focus();
      await sendKeys({ press: '7' });
      await sendKeys({ press: '8' });
      await sendKeys({ press: 'Backspace' });
      expect(dialpad.value).to.equal('7');
    });

    it('writes where the caret is', async () => {
      const dialpad = await alone('value="1001"');
      field(dialpad).setSelectionRange(1, 3);
      await press(dialpad, '5');
      expect(dialpad.value).to.equal('151');
    });

    it('moves among the keys by arrows and stops at the edges', async () => {
      const dialpad = await alone();
      button(dialpad, '1').focus();
      const focused = () => dialpad.shadowRoot?.activeElement;
      await sendKeys({ press: 'ArrowDown' });
      expect(focused() === button(dialpad, '4')).to.equal(true);
      await sendKeys({ press: 'ArrowRight' });
      expect(focused() === button(dialpad, '5')).to.equal(true);
      await sendKeys({ press: 'ArrowUp' });
      await sendKeys({ press: 'ArrowUp' });
      expect(focused() === button(dialpad, '2')).to.equal(true);
    });

    it('makes a plus of a long press on 0, and no zero', async () => {
      const dialpad = await alone();
      const { x, y, width, height } = button(dialpad, '0').getBoundingClientRect();
      const written = new Promise<void>((resolve) => {
        const look = async () => {
          while (dialpad.value === '') await new Promise(requestAnimationFrame);
          resolve();
        };
        void look();
      });
      await sendMouse({ type: 'move', position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
      await sendMouse({ type: 'down' });
      await written;
      await sendMouse({ type: 'up' });
      expect(dialpad.value).to.equal('+');
      await press(dialpad, '0');
      expect(dialpad.value).to.equal('+0');
    });

    it('sends tones when told so by its attribute', async () => {
      const dialpad = await alone('mode="dtmf" call-id="abc"');
      const { details } = requestsOf(document, 'linkus-dtmf-request');
      await press(dialpad, '5');
      button(dialpad, '5').focus();
      await sendKeys({ press: '#' });
      expect(details).to.deep.equal([
        { callId: 'abc', tones: '5' },
        { callId: 'abc', tones: '#' },
      ]);
      expect(field(dialpad).value).to.equal('5#');
      expect(isThere(dialpad, 'button', 'Call')).to.equal(false);
    });

    it('sends the tones of what is pasted', async () => {
      const dialpad = await alone('mode="dtmf" call-id="abc"');
      const { details } = requestsOf(dialpad, 'linkus-dtmf-request');
      const clipboardData = new DataTransfer();
      clipboardData.setData('text', 'PIN 12-34#');
      const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, composed: true, cancelable: true });
      field(dialpad).dispatchEvent(paste);
      expect(details).to.deep.equal([{ callId: 'abc', tones: '1234#' }]);
    });

    it('asks for a number when there is none and none before', async () => {
      const dialpad = await alone();
      const { details } = requestsOf(dialpad, 'linkus-call-request');
      await press(dialpad, 'Call');
      expect(details).to.deep.equal([]);
      expect(dialpad.shadowRoot?.activeElement === field(dialpad)).to.equal(true);
    });
  });

  describe('in a phone', () => {
    const inside = async (snapshot: Parameters<typeof phoneAround>[0] = {}) => {
      const { parent, store } = phoneAround(snapshot);
      return { dialpad: await fixture<LinkusDialpad>('<linkus-dialpad></linkus-dialpad>', parent), store };
    };

    it('brings the last number back, and calls it on the second press', async () => {
      const { dialpad } = await inside({ lastNumber: '1001' });
      const { details } = requestsOf(dialpad, 'linkus-call-request');
      await press(dialpad, 'Call');
      expect(dialpad.value).to.equal('1001');
      expect(details).to.deep.equal([]);
      await press(dialpad, 'Call');
      expect(details).to.deep.equal([{ number: '1001', video: false }]);
    });

    const reasons = [
      ['signed-out', 'You are signed out.'],
      ['signing-in', 'Signing in.'],
      ['reconnecting', 'Failed to connect to server, you cannot initiate or answer a call.'],
      ['refused', 'You are not signed in'],
    ] as const;
    for (const [connection, reason] of reasons) {
      it(`cannot call while ${connection}, and says why`, async () => {
        const { dialpad, store } = await inside({ connection });
        const { details } = requestsOf(dialpad, 'linkus-call-request');
        dialpad.value = '1001';
        await textsLoaded(dialpad, reason);
        expect(button(dialpad, 'Call').disabled).to.equal(true);
        dialpad.focus();
        await sendKeys({ press: 'Enter' });
        expect(details).to.deep.equal([]);
        store.update({ connection: 'ready' });
        await drawn(dialpad);
        expect(button(dialpad, 'Call').disabled).to.equal(false);
        expect(textOf(dialpad)).not.to.contain(reason);
      });
    }

    it('offers to sign in again where that can help', async () => {
      const { dialpad, store } = await inside({ connection: 'refused', connectionProblem: problem(-103) });
      const { details } = requestsOf(document, 'linkus-sign-in-request');
      await textsLoaded(dialpad, 'The PBX refused the sign-in.');
      await press(dialpad, 'Sign in again');
      expect(details).to.deep.equal([{ reason: 'person' }]);
      store.update({ connectionProblem: problem(-108) });
      await textsLoaded(dialpad, 'Your extension was deleted.');
      expect(isThere(dialpad, 'button', 'Sign in again')).to.equal(false);
    });

    it('says why a call was refused; typing takes that away for good', async () => {
      const { dialpad, store } = await inside({ callProblem: problem(-290) });
      await textsLoaded(dialpad, 'No available microphone found.');
      await press(dialpad, '1');
      expect(dialpad.problem).to.equal(null);
      store.update({ extensionName: 'Bert' });
      await drawn(dialpad);
      expect(dialpad.problem).to.equal(null);
      store.update({ callProblem: problem(-290) });
      await drawn(dialpad);
      expect(dialpad.problem).to.equal(-290);
    });

    it('waits while the microphone is asked for', async () => {
      const { dialpad } = await inside({ dialling: '1001' });
      expect(button(dialpad, 'Call').disabled).to.equal(true);
      expect(textOf(dialpad)).to.contain('Waiting for the microphone.');
    });

    it('forgets the number that became a call, sends tones in it, and forgets them after it', async () => {
      const { dialpad, store } = await inside();
      dialpad.value = '1001';
      store.update(inCall({ callId: 'a' }));
      await drawn(dialpad);
      expect(dialpad.value).to.equal('');
      store.update(inCall({ callId: 'a', state: 'talking', answeredAt: Date.now() }));
      await drawn(dialpad);
      const { details } = requestsOf(dialpad, 'linkus-dtmf-request');
      await press(dialpad, '9');
      expect(details).to.deep.equal([{ callId: 'a', tones: '9' }]);
      store.update(idle);
      await drawn(dialpad);
      expect(dialpad.value).to.equal('');
      expect(isThere(dialpad, 'button', 'Call')).to.equal(true);
    });

    it('keeps what is being typed while a call rings and stops', async () => {
      const { dialpad, store } = await inside();
      dialpad.value = '10';
      store.update({ ...inCall({ callId: 'b', direction: 'inbound', state: 'connecting', incoming: true }) });
      await drawn(dialpad);
      store.update(idle);
      await drawn(dialpad);
      expect(dialpad.value).to.equal('10');
    });

    it('is free again when it leaves its phone', async () => {
      const { dialpad } = await inside({ connection: 'reconnecting' });
      dialpad.remove();
      expect(dialpad.connection).to.equal(null);
    });
  });

  it('passes axe: empty, typed, refused, in a call', async () => {
    await expectAccessible(await alone());
    await expectAccessible(await alone('value="+49 (0) 30 1"'));
    const refused = await alone('connection="refused" problem="-103"');
    await textsLoaded(refused, 'The PBX refused the sign-in.');
    await expectAccessible(refused);
    await expectAccessible(await alone('mode="dtmf" value="12"'));
  });
});

/** The sentences load when the first one is needed. */
async function textsLoaded(dialpad: LinkusDialpad, text: string) {
  while (!textOf(dialpad).includes(text)) await new Promise(requestAnimationFrame);
}
