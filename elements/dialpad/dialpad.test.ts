import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { expect } from 'chai';
import { nextEvent, until } from '../../src/testing/wait.js';
import { expectAccessible } from '../base/testing/axe.js';
import {
  button,
  call,
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
      expect(willDial(dialpad)).to.equal('Will dial +4930901820');
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
      await hold(button(dialpad, '0'), () => dialpad.value !== '');
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
      paste(field(dialpad), 'PIN 12-34#');
      expect(details).to.deep.equal([{ callId: 'abc', tones: '1234#' }]);
    });

    it('erases all with a long press on Delete, and goes on with the keyboard', async () => {
      const dialpad = await alone('value="1001"');
      await hold(button(dialpad, 'Delete'), () => dialpad.value === '');
      await drawn(dialpad);
      expect(dialpad.shadowRoot?.activeElement === button(dialpad, '1')).to.equal(true);
      await sendKeys({ press: '7' });
      expect(dialpad.value).to.equal('7');
      await press(dialpad, 'Delete');
      expect(dialpad.value).to.equal('');
    });

    const written = [
      ['+49 (0) 30 90 18 20', '+4930901820'],
      ['tel:+1-201-555-0123', '+12015550123'],
      ['００４９３０', '004930'],
      ['\u202a+86 592 550 3301\u202c', '+865925503301'],
    ] as const;
    for (const [text, number] of written) {
      it(`pasted: ${text} stays as it is written, and ${number} is called`, async () => {
        const dialpad = await alone();
        const { details } = requestsOf(dialpad, 'linkus-call-request');
        button(dialpad, '5').focus();
        paste(button(dialpad, '5'), text);
        await drawn(dialpad);
        expect(dialpad.value).to.equal(text);
        expect(willDial(dialpad)).to.equal(`Will dial ${number}`);
        await press(dialpad, 'Call');
        expect(details).to.deep.equal([{ number, video: false }]);
      });
    }

    const several = 'This looks like more than one number.';
    for (const text of ['1001\n1002', '1001\r\n1002\n', '1001, 1002', '030 123456 / 030 654321', '1001 1002']) {
      it(`pasted: ${JSON.stringify(text)} is refused as several numbers, until it is changed`, async () => {
        const dialpad = await alone();
        const { details } = requestsOf(dialpad, 'linkus-call-request');
        paste(button(dialpad, '5'), text);
        await press(dialpad, 'Call');
        await textsLoaded(dialpad, several);
        expect(dialpad.problem).to.equal(-209);
        expect(details).to.deep.equal([{ number: dialpad.value, video: false }]);
        dialpad.value = '1001';
        await press(dialpad, 'Call');
        expect(textOf(dialpad)).not.to.contain(several);
      });
    }

    it('keeps lines apart that are pasted into the field, and those of its value', async () => {
      const dialpad = await alone();
      const text = document.createElement('textarea');
      text.value = '1001\n1002';
      dialpad.parentElement?.append(text);
      text.select();
      await withControl('c');
      dialpad.focus();
      await withControl('v');
      await drawn(dialpad);
      expect(dialpad.value).to.equal('1001; 1002');
      dialpad.value = '1003\r\n1004';
      await drawn(dialpad);
      expect(field(dialpad).value).to.equal('1003; 1004');
    });

    const extensions = [
      ['(030) 123-456 x12', '030123456', '12', '030123456,,12'],
      ['1001,,5,,6#', '1001', '5,,6#', '1001,,5,,6#'],
      ['٠٣٠ ١٢٣ ext. ٤', '030123', '4', '030123,,4'],
    ] as const;
    for (const [text, number, tones, dialled] of extensions) {
      it(`says what is dialled after the answer: ${text}`, async () => {
        const dialpad = await alone();
        const { details } = requestsOf(dialpad, 'linkus-call-request');
        dialpad.value = text;
        await drawn(dialpad);
        expect(willDial(dialpad)).to.equal(`Will dial ${number}\nAfter the answer: ${tones}`);
        await press(dialpad, 'Call');
        expect(details).to.deep.equal([{ number: dialled, video: false }]);
        await expectAccessible(dialpad);
      });
    }

    it('takes digits of another keyboard for tones', async () => {
      const dialpad = await alone('mode="dtmf" call-id="abc"');
      const { details } = requestsOf(dialpad, 'linkus-dtmf-request');
      button(dialpad, '5').dispatchEvent(new KeyboardEvent('keydown', { key: '٣', bubbles: true, composed: true }));
      paste(field(dialpad), 'الرمز ۱۲');
      expect(details.map(({ tones }) => tones)).to.deep.equal(['3', '12']);
    });

    for (const text of ['call 1001 now', '1001;x=1', '+'.repeat(2000), '<img src=x>']) {
      it(`pasted: ${JSON.stringify(text.slice(0, 20))} becomes no other number`, async () => {
        const dialpad = await alone();
        const { details } = requestsOf(dialpad, 'linkus-call-request');
        paste(button(dialpad, '5'), text);
        await press(dialpad, 'Call');
        expect(textOf(dialpad)).not.to.contain('Will dial');
        expect(dialpad.problem).to.equal(-209);
        expect(details).to.deep.equal([{ number: dialpad.value, video: false }]);
      });
    }

    it('goes on with the keyboard when the button that has the focus goes away', async () => {
      const dialpad = await alone('last-number="1001"');
      button(dialpad, 'Redial 1001').focus();
      for (const key of ['7', '8']) {
        await sendKeys({ press: key });
        await drawn(dialpad);
      }
      expect(dialpad.value).to.equal('78');
    });

    it('takes numbers and nothing where text belongs', async () => {
      const dialpad = await alone();
      const { details } = requestsOf(dialpad, 'linkus-call-request');
      for (const [value, number] of [
        [1001, '1001'],
        [null, '1002'],
      ] as [unknown, string][]) {
        Object.assign(dialpad, { value, lastNumber: 1002 });
        await drawn(dialpad);
        await press(dialpad, value ? 'Call' : 'Redial 1002');
        expect(details.at(-1)).to.deep.equal({ number, video: false });
      }
      dialpad.removeAttribute('value');
      await drawn(dialpad);
      expect(dialpad.value).to.equal('');
    });

    it('a name of 10,000 characters moves nothing', async () => {
      const dialpad = await alone('value="1001"');
      const { offsetHeight } = dialpad;
      dialpad.resolveContact = () => ({ name: 'Ann '.repeat(2500) });
      await textsLoaded(dialpad, 'Ann Ann');
      expect(dialpad.offsetHeight).to.equal(offsetHeight);
      expect(dialpad.scrollWidth).to.equal(dialpad.clientWidth);
    });

    it('has a button for a call with pictures where there are some', async () => {
      const dialpad = await alone('value="1001" video-allowed');
      const { details } = requestsOf(dialpad, 'linkus-call-request');
      await press(dialpad, 'Video call');
      expect(details).to.deep.equal([{ number: '1001', video: true }]);
      dialpad.hideVideo = true;
      await drawn(dialpad);
      expect(isThere(dialpad, 'button', 'Video call')).to.equal(false);
      expect(dialpad.hasAttribute('hide-video')).to.equal(true);
    });

    it('calls the last number again at one press', async () => {
      const dialpad = await alone('last-number="1001"');
      const { details } = requestsOf(dialpad, 'linkus-call-request');
      await press(dialpad, 'Redial 1001');
      expect(details).to.deep.equal([{ number: '1001', video: false }]);
      await press(dialpad, '1');
      expect(isThere(dialpad, 'button', /Redial/)).to.equal(false);
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
      expect(textOf(dialpad)).to.contain('Waiting for the microphone.');
      const request = nextEvent(dialpad, 'linkus-hang-up-request');
      button(dialpad, 'End Call').click();
      expect((await request).detail).to.deep.equal({ callId: '' });
    });

    it('forgets the number that became a call, sends tones in it, and forgets them after it', async () => {
      const { dialpad, store } = await inside();
      const height = dialpad.offsetHeight;
      dialpad.value = '1001';
      store.update(inCall({ callId: 'a' }));
      await drawn(dialpad);
      expect(dialpad.value).to.equal('');
      store.update(inCall({ callId: 'a', state: 'talking', answeredAt: Date.now() }));
      await drawn(dialpad);
      expect(dialpad.offsetHeight, 'nothing below it moves').to.equal(height);
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

    it('has the video button when the PBX has video, and no video while it cannot call', async () => {
      const { dialpad, store } = await inside({ videoAllowed: true });
      expect(button(dialpad, 'Video call').disabled).to.equal(false);
      store.update({ connection: 'reconnecting' });
      await drawn(dialpad);
      expect(button(dialpad, 'Video call').disabled).to.equal(true);
      store.update({ connection: 'ready', videoAllowed: false });
      await drawn(dialpad);
      expect(isThere(dialpad, 'button', 'Video call')).to.equal(false);
    });

    describe('why the last call failed', () => {
      const lost = call({ state: 'ended', name: 'Eve', number: '1005', endReason: 'network', endedAt: 1 });
      const words = 'Eve: | The connection was lost. Check your network, then call again.';
      const failed = async () => {
        const { dialpad, store } = await inside(inCall());
        store.update({ ...idle, endedCall: lost });
        await until(() => textOf(dialpad).includes(words));
        return { dialpad, store };
      };

      it('stays after the phone has forgotten the call, until somebody types', async () => {
        const { dialpad, store } = await failed();
        store.update({ endedCall: null });
        await drawn(dialpad);
        expect(textOf(dialpad)).to.contain(words);
        await press(dialpad, /^4/);
        expect(textOf(dialpad)).not.to.contain('Eve');
        store.update({ unread: 1 });
        await drawn(dialpad);
        expect(textOf(dialpad)).not.to.contain('Eve');
      });

      it('goes with the next call, and with the sign-out', async () => {
        for (const next of [inCall({ callId: 'next' }), { connection: 'signed-out' }] as const) {
          const { dialpad, store } = await failed();
          store.update(next);
          await drawn(dialpad);
          store.update({ ...idle, connection: 'ready' });
          await drawn(dialpad);
          expect(textOf(dialpad)).not.to.contain('Eve');
        }
      });

      it('moves nothing', async () => {
        const { dialpad, store } = await inside();
        const { height } = dialpad.getBoundingClientRect();
        store.update({ endedCall: { ...lost, name: 'a long name '.repeat(20) } });
        await until(() => textOf(dialpad).includes('The connection was lost.'));
        expect(dialpad.getBoundingClientRect().height).to.equal(height);
      });

      it('is said of no call that somebody ended', async () => {
        const { dialpad, store } = await failed();
        for (const change of [
          { endReason: 'hung-up-there' },
          { endReason: 'rejected', direction: 'inbound' },
          { endReason: 'cancelled' },
        ] as const) {
          store.update({ endedCall: { ...lost, ...change } });
          await drawn(dialpad);
          expect(textOf(dialpad)).not.to.contain('Eve');
        }
      });
    });

    describe('numbers dialled before', () => {
      afterEach(() => localStorage.clear());

      it('come with arrow up, the last one first, and what was typed comes back', async () => {
        const { dialpad } = await inside();
        for (const number of ['1001', '+49 30 1', '+49 (0) 30 1', '1001', '1002']) {
          dialpad.value = number;
          await press(dialpad, 'Call');
        }
        dialpad.value = '77';
        await drawn(dialpad);
        dialpad.focus();
        const seen: string[] = [];
        for (const key of [
          'ArrowUp',
          'ArrowUp',
          'ArrowUp',
          'ArrowUp',
          'ArrowDown',
          'ArrowDown',
          'ArrowDown',
          'ArrowDown',
        ]) {
          await sendKeys({ press: key });
          seen.push(dialpad.value);
        }
        expect(seen).to.deep.equal(['1002', '1001', '+49 (0) 30 1', '+49 (0) 30 1', '1001', '1002', '77', '77']);
      });

      it('are kept for the next visit, for each extension its own, and are numbers only', async () => {
        const first = await inside();
        first.store.update({ lastNumber: '1001' }); // by phone.call()
        await drawn(first.dialpad);
        cleanUp();
        const { dialpad, store } = await inside();
        expect(dialpad.lastNumber).to.equal('1001');
        store.update({ extension: '1005' });
        await drawn(dialpad);
        expect(dialpad.lastNumber).to.equal(null);
        expect(Object.entries(localStorage)).to.deep.equal([['linkus-dialled:1000', '["1001"]']]);
      });

      it('come back as they were written, with what was dialled after the answer', async () => {
        const { dialpad, store } = await inside();
        const written = '(030) 123 x5';
        dialpad.value = written;
        await press(dialpad, 'Call');
        store.update({ ...inCall({ number: '030123' }), lastNumber: '030123' });
        await drawn(dialpad);
        store.update(idle);
        await drawn(dialpad);
        const { details } = requestsOf(dialpad, 'linkus-call-request');
        await press(dialpad, `Redial ${written}`);
        expect(details).to.deep.equal([{ number: '030123,,5', video: false }]);
        expect(Object.values(localStorage)).to.deep.equal([JSON.stringify([written])]);
      });

      it('are twenty at most, and what cannot be dialled is none of them', async () => {
        const { dialpad } = await inside();
        for (let number = 2000; number < 2030; number++) {
          dialpad.value = String(number);
          await press(dialpad, 'Call');
        }
        dialpad.value = '10;01';
        await press(dialpad, 'Call');
        const numbers = JSON.parse(localStorage.getItem('linkus-dialled:1000') ?? '') as string[];
        expect(numbers).to.have.length(20);
        expect(numbers[0]).to.equal('2029');
      });

      for (const stored of ['no JSON', '{"a":1}', '[1, null, "<b>", "1001"]']) {
        it(`are read with care: ${stored}`, async () => {
          localStorage.setItem('linkus-dialled:1000', stored);
          const { dialpad } = await inside();
          dialpad.focus();
          await sendKeys({ press: 'ArrowUp' });
          expect(dialpad.value).to.equal(stored.includes('1001') ? '1001' : '');
        });
      }

      it('are left alone by arrows among the keys, and in a call', async () => {
        localStorage.setItem('linkus-dialled:1000', '["1001"]');
        const { dialpad, store } = await inside();
        button(dialpad, '5').focus();
        await sendKeys({ press: 'ArrowUp' });
        expect(dialpad.value).to.equal('');
        store.update(inCall({ state: 'talking' }));
        await drawn(dialpad);
        field(dialpad).focus();
        await sendKeys({ press: 'ArrowUp' });
        expect(dialpad.value).to.equal('');
      });

      it('have the name of whom we talked to', async () => {
        const { dialpad, store } = await inside();
        store.update({ ...inCall({ number: '1001', name: 'Bob Baker' }), lastNumber: '1001' });
        await drawn(dialpad);
        store.update(idle);
        await drawn(dialpad);
        expect(isThere(dialpad, 'button', 'Redial Bob Baker')).to.equal(true);
        dialpad.value = '1001';
        await drawn(dialpad);
        expect(textOf(dialpad)).to.contain('Bob Baker');
      });
    });

    it('is free again when it leaves its phone', async () => {
      const { dialpad } = await inside({ connection: 'reconnecting' });
      dialpad.remove();
      expect(dialpad.connection).to.equal(null);
    });
  });

  describe('resolveContact', () => {
    it('is asked for the clean number when typing pauses, and its name is shown', async () => {
      const dialpad = await alone();
      const asked: string[] = [];
      dialpad.resolveContact = async (number) => {
        asked.push(number);
        return { name: 'Ann <b>Archer</b>' };
      };
      for (const value of ['+', '+1', '+1 (2)']) {
        dialpad.value = value;
        await dialpad.updateComplete;
      }
      await textsLoaded(dialpad, 'Ann <b>Archer</b>');
      expect(asked).to.deep.equal(['+12']);
      await press(dialpad, '3');
      expect(textOf(dialpad)).not.to.contain('Ann');
    });

    it('mode with a word that is none: told once, and taken as nothing', async () => {
      const { warn } = console;
      const told: unknown[] = [];
      console.warn = (line: unknown) => void told.push(line);
      const dialpad = await alone('mode="dtfm"');
      console.warn = warn;
      expect(told).to.have.length(1);
      expect(isThere(dialpad, 'button', 'Call')).to.equal(true);
    });

    it('a late answer to an earlier number is dropped', async () => {
      const dialpad = await alone('value="1"');
      const answers = new Map<string, (contact: { name: string }) => void>();
      dialpad.resolveContact = (number) => new Promise((resolve) => answers.set(number, resolve));
      await until(() => answers.get('1'));
      dialpad.value = '12';
      await until(() => answers.get('12'));
      answers.get('12')?.({ name: 'Twelve' });
      await textsLoaded(dialpad, 'Twelve');
      answers.get('1')?.({ name: 'One' });
      await drawn(dialpad);
      expect(textOf(dialpad)).to.contain('Twelve');
      expect(textOf(dialpad)).not.to.contain('One');
    });

    const nobody = {
      null: () => null,
      nothing: () => undefined,
      'a rejection': () => Promise.reject(new Error('no directory')),
      'a throw': () => {
        throw new Error('no directory');
      },
      'no text': () => ({ name: 5 }) as unknown as { name: string },
    };
    for (const [what, resolve] of Object.entries(nobody)) {
      it(`${what} is nobody`, async () => {
        const dialpad = await alone('value="1"');
        const { warn } = console;
        console.warn = () => undefined;
        try {
          await new Promise<void>((resolved) => {
            dialpad.resolveContact = () => {
              setTimeout(resolved);
              return resolve();
            };
          });
        } finally {
          console.warn = warn;
        }
        await drawn(dialpad);
        expect(dialpad.shadowRoot?.querySelector('[part=contact]')?.textContent.trim()).to.equal('');
        await press(dialpad, '2');
        expect(dialpad.value).to.equal('12');
      });
    }
  });

  it('passes axe: empty, typed, refused, in a call', async () => {
    await expectAccessible(await alone());
    await expectAccessible(await alone('value="+49 (0) 30 1"'));
    const refused = await alone('connection="refused" problem="-103"');
    await textsLoaded(refused, 'The PBX refused the sign-in.');
    await expectAccessible(refused);
    await expectAccessible(await alone('mode="dtmf" value="12"'));
    await expectAccessible(await alone('video-allowed last-number="1001"'));
    const named = await alone('value="+49 (0) 30 1"');
    named.resolveContact = () => ({ name: 'Ann Archer' });
    await textsLoaded(named, 'Ann Archer');
    await expectAccessible(named);
  });
});

/** Holds the mouse on a button until something has come of it, and lets go. */
async function hold(target: HTMLElement, done: () => boolean) {
  const { x, y, width, height } = target.getBoundingClientRect();
  await sendMouse({ type: 'move', position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
  await sendMouse({ type: 'down' });
  await until(done);
  await sendMouse({ type: 'up' });
}

/** What is said below the field, a line for each part. */
const willDial = (dialpad: LinkusDialpad) =>
  dialpad.shadowRoot?.querySelector<HTMLElement>('[part=contact]')?.innerText;

async function withControl(key: string) {
  await sendKeys({ down: 'Control' });
  await sendKeys({ press: key });
  await sendKeys({ up: 'Control' });
}

function paste(target: HTMLElement, text: string) {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text', text);
  target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, composed: true, cancelable: true }));
}

/** The sentences load when the first one is needed. */
async function textsLoaded(dialpad: LinkusDialpad, text: string) {
  while (!textOf(dialpad).includes(text)) await new Promise(requestAnimationFrame);
}
