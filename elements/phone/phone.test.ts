import { expect } from 'chai';
import { until } from '../../demo/testing/wait.js';
import type { RequestDetails, RequestName } from '../../src/store/messages.js';
import { expectAccessible } from '../base/testing/axe.js';
import {
  button,
  call,
  cleanUp,
  drawn,
  field,
  fixture,
  focusedPart,
  idle,
  inCall,
  isThere,
  press,
  requestsOf,
  ringing,
  stage,
  storeOf,
  textOf,
} from '../base/testing/harness.js';
import '../index.js';
import type { LinkusDialpad, LinkusPhone, LinkusSession } from '../index.js';

const ready = { connection: 'ready', extension: '1000', extensionName: 'Ann Archer' } as const;

describe('linkus-phone', () => {
  afterEach(cleanUp);

  const phoneIn = async (snapshot = {}) => {
    const phone = await fixture<LinkusPhone>('<linkus-phone></linkus-phone>');
    const store = storeOf(phone);
    store.update(snapshot);
    await drawn(phone);
    return { phone, store };
  };

  /** Resolves with the next event of the name. */
  const next = <Kind extends Event>(target: EventTarget, name: string) =>
    new Promise<Kind>((resolve) => target.addEventListener(name, (event) => resolve(event as Kind), { once: true }));

  describe('without children', () => {
    it('draws a whole phone, also with white space inside', async () => {
      const phone = await fixture<LinkusPhone>('<linkus-phone>\n  </linkus-phone>');
      expect(isThere(phone, 'textbox')).to.equal(true);
      expect(isThere(phone, 'button', 'Call')).to.equal(true);
    });

    it('shows own name, number and connection', async () => {
      const { phone, store } = await phoneIn(ready);
      expect(textOf(phone)).to.contain('Ann Archer | 1000 | Ready');
      expect(phone.getAttribute('connection')).to.equal('ready');
      store.update({ connection: 'reconnecting' });
      await drawn(phone);
      expect(textOf(phone)).to.contain('Reconnecting...');
      expect(phone.matches('[connection=reconnecting]')).to.equal(true);
    });

    it('gives the body to the call and back, without changing its size', async () => {
      const { phone, store } = await phoneIn(ready);
      const { height } = phone.getBoundingClientRect();
      store.update(inCall({ state: 'talking', answeredAt: Date.now() }));
      await drawn(phone);
      expect(isThere(phone, 'button', 'End Call')).to.equal(true);
      expect(isThere(phone, 'button', 'Call')).to.equal(false);
      expect(phone.getBoundingClientRect().height).to.equal(height);
      store.update(idle);
      await drawn(phone);
      expect(isThere(phone, 'button', 'End Call')).to.equal(false);
      expect(isThere(phone, 'button', 'Call')).to.equal(true);
    });

    it('keeps an ended call until the person leaves it', async () => {
      const { phone, store } = await phoneIn({
        ...ready,
        endedCall: call({ state: 'ended', endReason: 'busy', endedAt: 1 }),
      });
      await press(phone, 'New call');
      expect(isThere(phone, 'button', 'Call')).to.equal(true);
      store.update({ endedCall: call({ callId: 'other', state: 'ended', endReason: 'busy', endedAt: 1 }) });
      await drawn(phone);
      expect(isThere(phone, 'button', 'New call')).to.equal(true);
    });

    it('moves nothing that is there when a call rings, and leaves the focus', async () => {
      const { phone, store } = await phoneIn(ready);
      field(phone).focus();
      const before = button(phone, 'Call').getBoundingClientRect().top;
      store.update(ringing({ number: '1003' }));
      await drawn(phone);
      await drawn(phone);
      expect(isThere(phone, 'button', 'Answer')).to.equal(true);
      expect(button(phone, 'Call').getBoundingClientRect().top).to.equal(before);
      expect(document.activeElement === phone).to.equal(true);
    });

    it('keeps the keyboard in the phone when the pressed button goes away', async () => {
      const { phone, store } = await phoneIn({ ...ready, ...ringing({ callId: 'a' }) });
      await drawn(phone);
      button(phone, 'Answer').focus();
      store.update(inCall({ callId: 'a', direction: 'inbound', state: 'talking', answeredAt: Date.now() }));
      await until(() => focusedPart(phone) === 'body');
    });

    it('keeps the keyboard in the phone when a call takes the place of the keypad', async () => {
      const { phone, store } = await phoneIn(ready);
      field(phone).focus();
      store.update(inCall());
      await until(() => focusedPart(phone) === 'body');
      expect(isThere(phone, 'textbox')).to.equal(false);
    });

    it('passes axe: idle, ringing, talking', async () => {
      const { phone, store } = await phoneIn(ready);
      await expectAccessible(phone);
      store.update(ringing({ number: '1003', name: 'Cid' }));
      await drawn(phone);
      await expectAccessible(phone);
      store.update(inCall({ state: 'talking', answeredAt: Date.now() }));
      await drawn(phone);
      await expectAccessible(phone);
    });
  });

  describe('with children', () => {
    it('draws nothing itself and hands its state down, deep into the page', async () => {
      const phone = await fixture<LinkusPhone>(
        '<linkus-phone><div><linkus-session></linkus-session><linkus-dialpad></linkus-dialpad></div></linkus-phone>',
      );
      storeOf(phone).update({ ...ready, ...inCall({ number: '1005' }) });
      const session = phone.querySelector('linkus-session') as LinkusSession;
      await drawn(phone, session);
      expect(session.number).to.equal('1005');
      expect(isThere(phone, 'textbox')).to.equal(false);
    });

    it('follows when children come and go', async () => {
      const { phone } = await phoneIn(ready);
      phone.append(document.createElement('p'));
      await next(phone.shadowRoot as ShadowRoot, 'slotchange');
      await drawn(phone);
      expect(isThere(phone, 'textbox')).to.equal(false);
      phone.replaceChildren();
      await next(phone.shadowRoot as ShadowRoot, 'slotchange');
      await drawn(phone);
      expect(isThere(phone, 'textbox')).to.equal(true);
    });

    it('reaches an element that was there before it', async () => {
      const place = stage();
      const dialpad = await fixture<LinkusDialpad>('<linkus-dialpad></linkus-dialpad>', place);
      expect(dialpad.connection).to.equal(null);
      // As with a definition that loads late: the phone comes alive around elements that have asked already.
      const phone = document.createElement('linkus-phone');
      const late = document.createElement('div');
      place.append(phone);
      phone.append(late);
      late.append(dialpad);
      await drawn(phone, dialpad);
      expect(dialpad.connection).to.equal('signed-out');
    });

    it('keeps two phones of a page apart', async () => {
      const [one, two] = [
        await fixture<LinkusPhone>('<linkus-phone><linkus-dialpad></linkus-dialpad></linkus-phone>'),
        await fixture<LinkusPhone>('<linkus-phone><linkus-dialpad></linkus-dialpad></linkus-phone>'),
      ];
      storeOf(one).update({ connection: 'ready' });
      await drawn(one, two);
      const connections = [one, two].map((phone) => phone.querySelector('linkus-dialpad')?.connection);
      expect(connections).to.deep.equal(['ready', 'signed-out']);
    });
  });

  describe('requests', () => {
    const wishes: [name: RequestName, ask: (phone: LinkusPhone) => void, detail: RequestDetails[RequestName]][] = [
      ['linkus-call-request', (phone) => phone.call('+49 (0) 30 1'), { number: '+49301', video: false }],
      ['linkus-call-request', (phone) => phone.call('1;2', { video: true }), { number: '1;2', video: true }],
      ['linkus-answer-request', (phone) => phone.answer(), { callId: 'ringing' }],
      ['linkus-reject-request', (phone) => phone.reject(), { callId: 'ringing' }],
      ['linkus-reject-request', (phone) => phone.reject('other'), { callId: 'other' }],
      ['linkus-hang-up-request', (phone) => phone.hangUp(), { callId: 'current' }],
      ['linkus-mute-request', (phone) => phone.mute(true), { callId: 'current', muted: true }],
      ['linkus-mute-request', (phone) => phone.mute(false), { callId: 'current', muted: false }],
      ['linkus-dtmf-request', (phone) => phone.sendDtmf('12#'), { callId: 'current', tones: '12#' }],
    ];
    for (const [name, ask, detail] of wishes) {
      it(`methods ask as elements do: ${name} ${JSON.stringify(detail)}`, async () => {
        const current = call({ callId: 'current', state: 'talking' });
        const calls = [...(ringing({ callId: 'ringing' }).calls ?? []), current];
        const { phone } = await phoneIn({ ...ready, calls, currentCallId: 'current' });
        const { details } = requestsOf(document, name);
        ask(phone);
        expect(details).to.deep.equal([detail]);
      });
    }

    it('refuses with the manual’s code while nobody is signed in, and says so', async () => {
      const { phone } = await phoneIn();
      const refused = next<HTMLElementEventMap['linkus-request-refused']>(phone, 'linkus-request-refused');
      phone.call('1001');
      const { detail, bubbles } = await refused;
      expect(detail).to.deep.equal({
        request: 'linkus-call-request',
        number: '1001',
        code: -201,
        msg: 'REGISTRY_FAILED',
      });
      expect(bubbles).to.equal(false);
      expect(phone.snapshot.callProblem?.code).to.equal(-201);
    });

    it('does nothing about a request that was prevented, even late on its way', async () => {
      const { phone } = await phoneIn();
      document.addEventListener('linkus-call-request', (event) => event.preventDefault(), { once: true });
      phone.call('1001');
      await drawn(phone);
      expect(phone.snapshot.callProblem).to.equal(null);
    });
  });

  describe('signing in', () => {
    const loaded = () => performance.getEntriesByType('resource').some(({ name }) => name.includes('live-phone'));

    it('does not request the phone’s code while it only draws', async () => {
      await phoneIn();
      expect(loaded()).to.equal(false);
    });

    it('asks the application server once for several changes, and says what failed', async () => {
      const { fetch } = window;
      const asked: unknown[] = [];
      window.fetch = (...args) => {
        asked.push(args[0]);
        return fetch(...args);
      };
      const phone = document.createElement('linkus-phone');
      const told: string[] = [];
      phone.addEventListener('linkus-registration-change', ({ detail }) =>
        told.push(`${detail.connection} ${detail.code}`),
      );
      stage().append(phone);
      await drawn(phone);
      const refused = new Promise<void>((resolve) => {
        phone.addEventListener('linkus-registration-change', ({ detail }) => {
          if (detail.connection === 'refused') resolve();
        });
      });
      phone.username = '1000';
      phone.pbxUrl = location.origin;
      phone.signatureUrl = '/no-such-signature';
      await drawn(phone);
      expect(phone.connection).to.equal('signing-in');
      await refused;
      expect(told).to.deep.equal(['signing-in 0', 'refused -103']);
      window.fetch = fetch;
      expect(asked).to.deep.equal(['/no-such-signature']);
    });

    it('stays signed in when it is moved, and signs out when it is removed', async () => {
      const phone = await fixture<LinkusPhone>('<linkus-phone signature-url="/no-such-signature"></linkus-phone>');
      while (phone.connection !== 'refused') await new Promise(requestAnimationFrame);
      const told: string[] = [];
      phone.addEventListener('linkus-registration-change', ({ detail }) => told.push(detail.connection));
      stage().append(phone);
      // Longer than the turn that tear-down waits for.
      await new Promise((resolve) => setTimeout(() => setTimeout(resolve)));
      expect(told).to.deep.equal([]);
      const signedOut = next(phone, 'linkus-registration-change');
      phone.remove();
      await signedOut;
      expect(told).to.deep.equal(['signed-out']);
    });

    it('keeps the secret out of its attributes', async () => {
      const phone = await fixture<LinkusPhone>('<linkus-phone></linkus-phone>');
      phone.secret = 'hush';
      await drawn(phone);
      expect(phone.outerHTML).not.to.contain('hush');
    });
  });
});
