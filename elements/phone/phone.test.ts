import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { until } from '../../src/testing/wait.js';
import type { RequestDetails, RequestName } from '../../src/store/messages.js';
import type { PhoneSnapshot } from '../../src/store/phone-snapshot.js';
import { expectAccessible } from '../base/testing/axe.js';
import {
  button,
  call,
  cleanUp,
  drawn,
  field,
  find,
  fixture,
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

/** The element that has the keyboard, however deep inside. */
function keyboardAt({ shadowRoot }: Element): Element | null {
  const active = shadowRoot?.activeElement ?? null;
  return active?.shadowRoot ? keyboardAt(active) : active;
}

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
      await until(() => textOf(phone).includes('The line is busy'));
      await press(phone, 'New call');
      expect(isThere(phone, 'button', 'Call')).to.equal(true);
      expect(textOf(phone)).not.to.contain('busy');
      store.update({ endedCall: call({ callId: 'other', state: 'ended', endReason: 'busy', endedAt: 1 }) });
      await drawn(phone);
      expect(isThere(phone, 'button', 'New call')).to.equal(true);
      store.update({ endedCall: null });
      await drawn(phone);
      expect(isThere(phone, 'button', 'New call')).to.equal(false);
      expect(textOf(phone)).to.contain('The line is busy');
    });

    it('says when the connection is tried again', async () => {
      const { phone, store } = await phoneIn(ready);
      store.update({ connection: 'reconnecting', retryAt: Date.now() + 60_000 });
      await drawn(phone);
      const seconds = phone.shadowRoot?.querySelector('.retry-in') as HTMLElement;
      await until(() => seconds.textContent === '60s');
      expect(find(phone, 'status', /^Reconnecting/).textContent).not.to.contain('60');
      store.update({ connection: 'ready', retryAt: null });
      await drawn(phone);
      expect(textOf(phone)).to.contain('Ready');
    });

    it('says why it is refused in every view, once, and signs in again', async () => {
      const { phone, store } = await phoneIn({
        connection: 'refused',
        connectionProblem: { code: -107, msg: 'LOGGED_IN_ELSEWHERE', at: 1 },
      });
      const { details } = requestsOf(document, 'linkus-sign-in-request');
      const said = () => textOf(phone).match(/You signed in somewhere else/g);
      await until(said);
      expect(said()).to.have.length(1);
      await press(phone, /^Calls/);
      await drawn(phone);
      expect(said()).to.have.length(1);
      await press(phone, 'Sign in again');
      expect(details).to.deep.equal([{ reason: 'person' }]);
      store.update({ connection: 'ready', connectionProblem: null });
      await drawn(phone);
      expect(said()).to.equal(null);
    });

    it('has two tabs: the keypad and the calls, which load when they are wanted', async () => {
      const { phone, store } = await phoneIn({ ...ready, unread: 2 });
      const chosen = () => ['Dialpad', /^Calls/].map((name) => button(phone, name).ariaCurrent);
      expect(chosen()).to.deep.equal(['true', 'false']);
      expect(isThere(phone, 'button', 'Calls, missed: 2')).to.equal(true);
      expect([phone.unread, phone.getAttribute('unread')]).to.deep.equal([2, '2']);
      expect(phone.shadowRoot?.querySelector('linkus-cdr-list') ?? null).to.equal(null);
      await press(phone, /^Calls/);
      await until(() => phone.shadowRoot?.querySelector('linkus-cdr-list')?.checkVisibility());
      expect(phone.unread).to.equal(0);
      expect(chosen()).to.deep.equal(['false', 'true']);
      expect(isThere(phone, 'button', 'Call')).to.equal(false);
      store.update({ connection: 'signing-in' });
      await drawn(phone);
      await press(phone, 'Dialpad');
      expect(chosen()).to.deep.equal(['true', 'false']);
      expect(isThere(phone, 'textbox', 'Number')).to.equal(true);
    });

    it('shows a call that begins whatever was shown, and has the keypad for a second one a press away', async () => {
      const { phone, store } = await phoneIn(ready);
      await press(phone, /^Calls/);
      store.update(inCall({ state: 'talking', answeredAt: Date.now(), name: 'Bob Baker' }));
      await drawn(phone);
      expect(isThere(phone, 'button', 'End Call')).to.equal(true);
      const { height } = phone.getBoundingClientRect();
      await press(phone, 'New call');
      expect(phone.getBoundingClientRect().height).to.equal(height);
      expect(isThere(phone, 'textbox', 'Number')).to.equal(true);
      expect(isThere(phone, 'button', 'End Call')).to.equal(false);
      await press(phone, 'Back to call Bob Baker');
      expect(isThere(phone, 'button', 'End Call')).to.equal(true);
      await press(phone, 'New call');
      store.update(idle);
      await drawn(phone);
      expect(isThere(phone, 'button', /^Back to call/)).to.equal(false);
      expect(button(phone, 'Dialpad').ariaCurrent).to.equal('true');
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

    /** Which element of the panel is on top at the middle of a button. */
    const onTop = (phone: LinkusPhone, name: string) => {
      const { left, top, width, height } = button(phone, name).getBoundingClientRect();
      return phone.shadowRoot?.elementFromPoint(left + width / 2, top + height / 2)?.localName;
    };

    it('lays a call that rings over the keypad, in its own height; who is pressing a key meanwhile presses the key', async () => {
      const { phone, store } = await phoneIn(ready);
      const { height } = phone.getBoundingClientRect();
      store.update(ringing({ number: '+493012345678', name: 'Hildegard von Müller-Lüdenscheidt', company: 'Works' }));
      await drawn(phone);
      expect(phone.getBoundingClientRect().height).to.equal(height);
      expect(onTop(phone, 'Answer')).to.equal('linkus-dialpad');
      await until(() => onTop(phone, 'Answer') === 'linkus-incoming');
      expect(button(phone, 'Answer').getBoundingClientRect().bottom).to.be.below(400);
    });

    it('lays it above the call that is up, whose buttons stay where they are', async () => {
      const current = call({ number: '1005', name: 'Eve', company: 'W', state: 'talking', answeredAt: Date.now() });
      const { phone, store } = await phoneIn({ ...ready, calls: [current], currentCallId: current.callId });
      const places = () => ['End Call', 'Mute'].map((name) => button(phone, name).getBoundingClientRect().top);
      const { height } = phone.getBoundingClientRect();
      const before = places();
      const { calls = [] } = ringing({ callId: 'b', number: '1003', name: 'Cid Cole', company: 'Works' });
      store.update({ calls: [current, ...calls] });
      await drawn(phone);
      await until(() => onTop(phone, 'Answer') === 'linkus-incoming');
      expect([phone.getBoundingClientRect().height, ...places()]).to.deep.equal([height, ...before]);
      for (const name of ['End Call', 'Mute']) expect(onTop(phone, name)).to.equal('linkus-session');
      // In a window that is too low for the phone, the card stays in view.
      (phone.parentElement as HTMLElement).style.paddingBlockEnd = '100vh';
      window.scrollBy({ top: phone.getBoundingClientRect().top + 250, behavior: 'instant' });
      expect(phone.getBoundingClientRect().top).to.be.within(-251, -249);
      expect(button(phone, 'Answer').getBoundingClientRect().top).to.be.above(0);
      await press(phone, 'More');
      await drawn(phone);
      expect(phone.getBoundingClientRect().height).to.equal(height);
      expect(onTop(phone, 'End Call')).to.equal('linkus-session');
    });

    it('hands the keyboard on: keypad, call, end, keypad', async () => {
      const { phone, store } = await phoneIn(ready);
      field(phone).focus();
      store.update(inCall());
      await until(() => keyboardAt(phone)?.part.contains('mute'));
      store.update({ ...idle, endedCall: call({ state: 'ended', endReason: 'network', endedAt: 1 }) });
      await drawn(phone);
      await until(() => keyboardAt(phone) === button(phone, 'New call'));
      await press(phone, 'New call');
      await until(() => keyboardAt(phone) === field(phone));
    });

    it('hands the keyboard on from a card to its call, or to the keypad when nobody waits any more', async () => {
      for (const name of ['Answer', 'Reject']) {
        const { phone, store } = await phoneIn({ ...ready, ...ringing({ callId: 'a' }) });
        await drawn(phone);
        button(phone, name).focus();
        store.update(ringing({ callId: 'a', answering: true }));
        await drawn(phone);
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        const inbound = inCall({ callId: 'a', direction: 'inbound', state: 'talking', answeredAt: Date.now() });
        store.update(name === 'Answer' ? inbound : idle);
        await drawn(phone);
        const next = name === 'Answer' ? button(phone, 'Mute') : field(phone);
        await until(() => keyboardAt(phone) === next);
        phone.remove();
      }
    });

    it('takes no keyboard from the page', async () => {
      const { store } = await phoneIn(ready);
      const note = document.createElement('input');
      stage().append(note);
      note.focus();
      store.update(inCall());
      await new Promise((resolve) => setTimeout(() => setTimeout(resolve)));
      expect(document.activeElement).to.equal(note);
    });

    it('closes with Escape what was opened, and hands the keyboard back', async () => {
      const { phone, store } = await phoneIn(ready);
      const devices = () => button(phone, 'Devices');
      devices().focus();
      await press(phone, 'Devices');
      await until(() => isThere(phone, 'button', /^Check/));
      expect([devices().ariaExpanded, button(phone, 'Dialpad').ariaCurrent]).to.deep.equal(['true', 'false']);
      button(phone, /^Check/).focus();
      await sendKeys({ press: 'Escape' });
      await drawn(phone);
      expect([devices().ariaExpanded, button(phone, 'Dialpad').ariaCurrent]).to.deep.equal(['false', 'true']);
      expect(keyboardAt(phone)).to.equal(devices());
      store.update(inCall({ state: 'talking', answeredAt: Date.now() }));
      await drawn(phone);
      const more = button(phone, 'More');
      await press(phone, 'More');
      devices().focus();
      await sendKeys({ press: 'Escape' });
      await drawn(phone);
      expect([more.ariaExpanded, isThere(phone, 'button', 'Devices')]).to.deep.equal(['false', false]);
      expect(keyboardAt(phone)).to.equal(more);
      expect(isThere(phone, 'button', 'End Call')).to.equal(true);
    });

    it('asks before the page is left in a call, and only then; with confirm-leave="off" never', async () => {
      const { phone, store } = await phoneIn(ready);
      const asks = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
      const shown = async (snapshot: Partial<PhoneSnapshot>) => {
        store.update(snapshot);
        await drawn(phone);
        return asks();
      };
      expect(asks()).to.equal(false);
      expect(await shown(ringing())).to.equal(false);
      expect(await shown(inCall())).to.equal(true);
      expect(await shown({ ...idle, endedCall: call({ state: 'ended' }) })).to.equal(false);
      expect(await shown(inCall({ callId: 'held', held: true, state: 'talking' }))).to.equal(true);
      phone.setAttribute('confirm-leave', 'off');
      await drawn(phone);
      expect(asks()).to.equal(false);
      phone.removeAttribute('confirm-leave');
      await drawn(phone);
      expect(asks()).to.equal(true);
      phone.remove();
      expect(asks()).to.equal(false);
      stage().append(phone);
      await drawn(phone);
      expect(asks()).to.equal(true);
    });

    it('shows its state to style sheets, as attributes and as states', async () => {
      const { phone, store } = await phoneIn(ready);
      const matches = () =>
        ['ringing', 'in-call'].map((name) => [phone.hasAttribute(name), phone.matches(`:state(${name})`)]);
      expect(phone.matches(':state(ready)')).to.equal(true);
      store.update({ connection: 'reconnecting', ...ringing({ number: '1003' }) });
      await drawn(phone);
      expect(phone.matches(':state(ready)')).to.equal(false);
      expect(phone.matches(':state(reconnecting)')).to.equal(true);
      expect(matches()).to.deep.equal([
        [true, true],
        [false, false],
      ]);
      store.update(inCall());
      await drawn(phone);
      expect(matches()).to.deep.equal([
        [false, false],
        [true, true],
      ]);
    });

    it('passes axe: refused in a call, reconnecting, missed calls', async () => {
      const { phone, store } = await phoneIn({
        ...inCall({ state: 'talking', answeredAt: Date.now() }),
        connection: 'refused',
        connectionProblem: { code: -107, msg: '', at: 1 },
        unread: 3,
      });
      await until(() => textOf(phone).includes('somewhere else'));
      await expectAccessible(phone);
      store.update({ ...idle, connection: 'reconnecting', connectionProblem: null, retryAt: Date.now() + 60_000 });
      await drawn(phone);
      await expectAccessible(phone);
      await press(phone, /^Calls/);
      await expectAccessible(phone);
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

  describe('elsewhere on the page', () => {
    it('elements follow the phone that they name, among two', async () => {
      const left = await fixture<LinkusPhone>('<linkus-phone id="left"></linkus-phone>');
      const right = await fixture<LinkusPhone>('<linkus-phone id="right"></linkus-phone>');
      const session = await fixture<LinkusSession>('<linkus-session for="right"></linkus-session>');
      storeOf(left).update(inCall({ callId: 'a', number: '1001' }));
      storeOf(right).update(inCall({ callId: 'b', number: '1002' }));
      await drawn(left, right, session);
      expect(session.number).to.equal('1002');
      const asked = [left, right].map((phone) => requestsOf(phone, 'linkus-hang-up-request').details);
      await press(session, 'End Call');
      expect(asked).to.deep.equal([[], [{ callId: 'b' }]]);
      left.remove();
      right.id = 'other';
      await drawn(session);
      expect(session.callStatus).to.equal(null);
      session.for = 'other';
      await drawn(session);
      await drawn(session);
      expect(session.number).to.equal('1002');
    });

    it('one that is taken out and put back in a call shows it again', async () => {
      const phone = await fixture<LinkusPhone>('<linkus-phone><linkus-session></linkus-session></linkus-phone>');
      storeOf(phone).update(inCall({ number: '1005', state: 'talking' }));
      const session = phone.querySelector('linkus-session') as LinkusSession;
      await drawn(phone, session);
      session.remove();
      expect(session.number).to.equal(null);
      phone.append(session);
      await drawn(session);
      expect(session.number).to.equal('1005');
    });
  });

  describe('devices', () => {
    it('an attribute is what will be used, and says what a person has chosen', async () => {
      const phone = await fixture<LinkusPhone>('<linkus-phone microphone="mic-1"></linkus-phone>');
      const store = storeOf(phone);
      store.update({ connection: 'ready' });
      await drawn(phone);
      expect(phone.microphone).to.equal('mic-1');
      store.update({ chosenDevices: { ...phone.snapshot.chosenDevices, microphone: 'mic-2', speaker: 'out' } });
      await drawn(phone);
      await drawn(phone);
      expect([phone.getAttribute('microphone'), phone.getAttribute('speaker')]).to.deep.equal(['mic-2', 'out']);
      phone.ringer = 'bell';
      await drawn(phone);
      await drawn(phone);
      expect(phone.snapshot.chosenDevices.ringer).to.equal('bell');
    });

    it('a label stays as it was written', async () => {
      const phone = await fixture<LinkusPhone>('<linkus-phone microphone="Headset"></linkus-phone>');
      const devices = [{ kind: 'microphone', id: 'mic-2', label: 'Headset' } as const];
      storeOf(phone).update({ devices, chosenDevices: { ...phone.snapshot.chosenDevices, microphone: 'mic-2' } });
      await drawn(phone);
      expect(phone.microphone).to.equal('Headset');
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
      ['linkus-answer-request', (phone) => phone.answer('other', { video: true }), { callId: 'other', video: true }],
      ['linkus-hold-request', (phone) => phone.hold(), { callId: 'current', held: true }],
      ['linkus-hold-request', (phone) => phone.hold(false, 'other'), { callId: 'other', held: false }],
      ['linkus-record-request', (phone) => phone.record(), { callId: 'current', recording: true }],
      [
        'linkus-transfer-request',
        (phone) => phone.transfer('10 02'),
        { callId: 'current', number: '1002', kind: 'blind' },
      ],
      [
        'linkus-transfer-request',
        (phone) => phone.transfer('1002', 'attended', 'other'),
        { callId: 'other', number: '1002', kind: 'attended' },
      ],
      ['linkus-transfer-complete-request', (phone) => phone.completeTransfer(), { callId: 'current' }],
      ['linkus-transfer-cancel-request', (phone) => phone.cancelTransfer(), { callId: 'current' }],
      ['linkus-video-request', (phone) => phone.useVideo(false), { callId: 'current', video: false }],
      ['linkus-sign-in-request', (phone) => phone.signIn(), { reason: 'person' }],
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

    it('waits for signIn() with auto-register="off", and asks nobody after signOut()', async () => {
      const phone = await fixture<LinkusPhone>('<linkus-phone auto-register="off"></linkus-phone>');
      let asked = 0;
      phone.signatureProvider = () => {
        asked++;
        throw new Error('nobody is logged in');
      };
      await drawn(phone);
      stage().append(phone);
      await drawn(phone);
      expect([phone.connection, asked]).to.deep.equal(['signed-out', 0]);
      phone.signIn();
      await until(() => phone.connection === 'refused');
      expect(asked).to.equal(1);
      phone.signIn();
      await until(() => asked === 2 && phone.connection === 'refused');
      phone.signOut();
      expect(phone.connection).to.equal('signed-out');
      phone.username = '1000';
      await drawn(phone);
      stage().append(phone);
      await drawn(phone);
      expect([phone.connection, asked]).to.deep.equal(['signed-out', 2]);
    });

    it('says once what an attribute allows, and does the usual', async () => {
      const { warn } = console;
      const told: string[] = [];
      // That nobody answers at the address is told as well.
      console.warn = (text: string) => {
        if (text.startsWith('<')) told.push(text);
      };
      try {
        const phone = await fixture<LinkusPhone>(
          '<linkus-phone auto-register="perhaps" signature-url="/no-such-signature"></linkus-phone>',
        );
        await until(() => phone.connection === 'refused');
        phone.signIn();
        await until(() => phone.connection === 'refused');
      } finally {
        console.warn = warn;
      }
      expect(told).to.deep.equal([
        '<linkus-phone auto-register="perhaps">: allowed is "on", "off". It is taken as "on".',
      ]);
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

  describe('permission for notifications', () => {
    it('is asked for at the first click in a phone that signs in, once a page, never with notifications="off"', async () => {
      const { Notification } = window;
      let asked = 0;
      window.Notification = {
        permission: 'default',
        requestPermission: () => Promise.resolve(asked++),
      } as unknown as typeof Notification;
      const turn = () => new Promise((resolve) => setTimeout(resolve));
      try {
        const off = await fixture<LinkusPhone>(
          '<linkus-phone notifications="off" signature-url="/no-such-signature"></linkus-phone>',
        );
        const { phone: drawnOnly } = await phoneIn(ready);
        for (const phone of [off, drawnOnly]) await press(phone, /^5/);
        await turn();
        expect(asked).to.equal(0);
        const phone = await fixture<LinkusPhone>('<linkus-phone signature-url="/no-such-signature"></linkus-phone>');
        await turn();
        expect(asked).to.equal(0);
        for (const key of ['5', '6']) await press(phone, new RegExp(`^${key}`));
        await turn();
        expect(asked).to.equal(1);
      } finally {
        window.Notification = Notification;
      }
    });
  });
});
