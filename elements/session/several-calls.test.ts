import { expect } from 'chai';
import { until } from '../../src/testing/wait.js';
import { expectAccessible } from '../base/testing/axe.js';
import {
  button,
  call,
  cleanUp,
  drawn,
  find,
  fixture,
  idle,
  isThere,
  phoneAround,
  press,
  requestsOf,
  textOf,
} from '../base/testing/harness.js';
import type { LinkusSession } from './session.js';
import './session.js';

describe('linkus-session, several calls', () => {
  afterEach(cleanUp);

  const bob = call({ callId: 'bob', state: 'talking', answeredAt: 1, name: 'Bob', number: '1001' });
  const carol = call({ callId: 'carol', state: 'talking', answeredAt: 1, held: true, name: 'Carol', number: '1002' });
  const consultation = call({ ...carol, held: false, transferOf: 'bob' });

  /** The element that has these words and nothing else, as far as it is seen. */
  const findWord = (session: LinkusSession, words: string) => {
    const found = [...(session.shadowRoot?.querySelectorAll('p, span') ?? [])].find(
      (each) => each.textContent === words,
    );
    if (!found) throw new Error(`nowhere: ${words}`);
    return found;
  };

  const inside = async (snapshot: Parameters<typeof phoneAround>[0], attributes = '') => {
    const { parent, store } = phoneAround(snapshot);
    const session = await fixture<LinkusSession>(`<linkus-session ${attributes}></linkus-session>`, parent);
    return { session, store, parent };
  };

  it('has a row for each other call, which takes it back', async () => {
    const { session, parent } = await inside({ calls: [bob, carol], currentCallId: 'bob' });
    expect(textOf(session)).to.contain('Carol | On hold');
    const { details } = requestsOf(parent, 'linkus-hold-request');
    await press(session, 'Swap: Carol');
    expect(details).to.deep.equal([{ callId: 'carol', held: false }]);
    expect(session.name, 'nothing before the phone has done it').to.equal('Bob');
  });

  it('offers to resume the other one while this one is held, too', async () => {
    const { session } = await inside({ calls: [{ ...bob, held: true }, carol], currentCallId: 'bob' });
    expect(isThere(session, 'button', 'Resume: Carol')).to.equal(true);
  });

  describe('when one of two calls ends, the other takes over its buttons', () => {
    /** A click as the browser sends it; `after` in milliseconds from now. */
    const click = (session: LinkusSession, name: string, after: number) => {
      const event = new MouseEvent('click', { bubbles: true, composed: true, view: window });
      Object.defineProperty(event, 'timeStamp', { value: performance.now() + after });
      button(session, name).dispatchEvent(event);
    };
    const names = ['End Call', 'Complete transfer', 'Cancel transfer'];
    const wishes = [
      'linkus-hang-up-request',
      'linkus-transfer-complete-request',
      'linkus-transfer-cancel-request',
    ] as const;

    for (const [index, name] of names.entries()) {
      it(`a press of "${name}" that was meant for the first one is none`, async () => {
        const first = call({ callId: 'dora', state: 'talking', answeredAt: 1, name: 'Dora' });
        const { session, store, parent } = await inside({ calls: [first, bob, consultation], currentCallId: 'dora' });
        const { details } = requestsOf(parent, wishes[index] as (typeof wishes)[number]);
        store.update({ calls: [{ ...bob, held: true }, consultation], currentCallId: 'carol' });
        await until(() => isThere(session, 'button', name));
        click(session, name, 500);
        expect(details).to.deep.equal([]);
        click(session, name, 900);
        expect(details).to.deep.equal([{ callId: 'carol' }]);
      });
    }

    it('a call that comes after none may be given up at once, but not by a double click on "Call"', async () => {
      const { session, parent } = await inside({ calls: [bob], currentCallId: 'bob' });
      const { details } = requestsOf(parent, 'linkus-hang-up-request');
      button(session, 'End Call').dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 2 }));
      expect(details).to.deep.equal([]);
      button(session, 'End Call').dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }));
      expect(details).to.have.length(1);
    });

    it('a key that is held down ends one call only', async () => {
      const { session } = await inside({ calls: [bob], currentCallId: 'bob' });
      const repeated = new KeyboardEvent('keydown', { key: 'Enter', repeat: true, bubbles: true, cancelable: true });
      button(session, 'End Call').dispatchEvent(repeated);
      expect(repeated.defaultPrevented).to.equal(true);
    });
  });

  it('a long name leaves room for how that call stands', async () => {
    const name = 'Dr. Wilhelmina Featherstonehaugh-Cholmondeley, Department of Accounts Receivable';
    const { session } = await inside({ calls: [bob, { ...carol, name }], currentCallId: 'bob' });
    session.style.inlineSize = '18rem';
    const state = findWord(session, 'On hold').getBoundingClientRect();
    const swap = button(session, /^Swap/).getBoundingClientRect();
    expect(state.right).to.be.at.most(swap.left);
    expect(state.width).to.be.above(40);
    expect(swap.right).to.be.at.most(session.getBoundingClientRect().right);
  });

  it('has no row for a call that rings here', async () => {
    const rings = call({ callId: 'x', direction: 'inbound', state: 'connecting', incoming: true, name: 'Dora' });
    const { session } = await inside({ calls: [bob, rings], currentCallId: 'bob' });
    expect(textOf(session)).not.to.contain('Dora');
  });

  it('takes no further call while there are two', async () => {
    const { session } = await inside({ calls: [bob, carol], currentCallId: 'bob' });
    expect(button(session, 'New call').disabled).to.equal(true);
  });

  it('a consultation shows its parent, and how it ends', async () => {
    const { session, parent } = await inside({ calls: [{ ...bob, held: true }, consultation], currentCallId: 'carol' });
    expect(session.transferOf).to.equal('bob');
    await until(() => isThere(session, 'button', 'Complete transfer'));
    expect(textOf(session)).to.contain('Bob | On hold');
    const completed = requestsOf(parent, 'linkus-transfer-complete-request').details;
    const cancelled = requestsOf(parent, 'linkus-transfer-cancel-request').details;
    await press(session, 'Complete transfer');
    await press(session, 'Cancel transfer');
    expect([completed, cancelled]).to.deep.equal([[{ callId: 'carol' }], [{ callId: 'carol' }]]);
    expect(button(session, 'Transfer').disabled, 'it is under way').to.equal(true);
  });

  it('the parent shows its consultation, after a swap', async () => {
    const { session } = await inside({ calls: [bob, { ...consultation, held: true }], currentCallId: 'bob' });
    await until(() => isThere(session, 'button', 'Complete transfer'));
    expect(isThere(session, 'button', 'Swap: Carol')).to.equal(true);
  });

  it('while the transfer is under way nothing of it can be asked for again', async () => {
    const { session, store } = await inside({ calls: [bob, { ...consultation, held: true }], currentCallId: 'bob' });
    await until(() => isThere(session, 'button', 'Complete transfer'));
    store.update({
      calls: [
        { ...bob, transferring: true },
        { ...consultation, held: true },
      ],
    });
    await drawn(session);
    expect(isThere(session, 'button', 'Complete transfer')).to.equal(false);
    expect(find(session, 'status').textContent).to.equal('Transferring...');
  });

  describe('call-id', () => {
    it('written in the page picks the call, and keeps to it', async () => {
      const { session, store } = await inside({ calls: [bob, carol], currentCallId: 'bob' }, 'call-id="carol"');
      expect([session.name, session.held]).to.deep.equal(['Carol', true]);
      expect(isThere(session, 'button', 'Swap: Bob'), 'that one has an element of its own').to.equal(false);
      store.update({ calls: [bob, { ...carol, held: false }] });
      await drawn(session);
      expect(session.held).to.equal(false);
      store.update({ calls: [bob], endedCall: null });
      await drawn(session);
      expect([session.callStatus, session.callId]).to.deep.equal([null, 'carol']);
    });

    it('can be changed and taken away', async () => {
      const { session, store } = await inside({ calls: [bob, carol], currentCallId: 'bob' });
      session.callId = 'carol';
      await drawn(session);
      expect(session.name).to.equal('Carol');
      // Another snapshot in the same turn must not hide what was written.
      session.callId = 'bob';
      store.update({ calls: [{ ...bob, muted: true }, carol], currentCallId: 'carol' });
      await drawn(session);
      expect([session.name, session.muted]).to.deep.equal(['Bob', true]);
      session.removeAttribute('call-id');
      await drawn(session);
      expect(session.name).to.equal('Carol');
    });

    it('shows the end of its own call only', async () => {
      const { session, store } = await inside({ calls: [bob, carol], currentCallId: 'bob' }, 'call-id="carol"');
      store.update({ calls: [carol], endedCall: { ...bob, state: 'ended', endedAt: 2 } });
      await drawn(session);
      expect(session.callStatus).to.equal('talking');
      store.update({ calls: [], endedCall: { ...carol, state: 'ended', endedAt: 2 } });
      await drawn(session);
      expect(session.callStatus).to.equal('ended');
    });

    it('sends the tones of its keypad to its own call', async () => {
      const { session, parent } = await inside({ calls: [bob, carol], currentCallId: 'bob' }, 'call-id="carol"');
      const { details } = requestsOf(parent, 'linkus-dtmf-request');
      await press(session, 'Dialpad');
      await drawn(session);
      await press(session, '5');
      expect(details).to.deep.equal([{ callId: 'carol', tones: '5' }]);
    });
  });

  it('moved to another phone, and back to none, it shows what is there', async () => {
    const { session } = await inside({ calls: [bob], currentCallId: 'bob' });
    phoneAround({ calls: [carol], currentCallId: 'carol' }).parent.append(session);
    await drawn(session);
    expect(session.name).to.equal('Carol');
    document.body.append(session);
    await drawn(session);
    expect(session.callStatus).to.equal(null);
    session.remove();
  });

  it('removed and put back in a call, it goes on', async () => {
    const { session, parent, store } = await inside({ calls: [bob], currentCallId: 'bob' });
    session.remove();
    store.update({ calls: [{ ...bob, held: true }] });
    parent.append(session);
    await drawn(session);
    expect([session.name, session.held]).to.deep.equal(['Bob', true]);
    store.update(idle);
    await drawn(session);
    expect(session.callStatus).to.equal(null);
  });

  it('passes axe: two calls, consultation with its panel', async () => {
    const { session } = await inside({ calls: [bob, carol], currentCallId: 'bob', recordPermission: 2 });
    await expectAccessible(session);
    const second = await inside({ calls: [{ ...bob, held: true }, consultation], currentCallId: 'carol' });
    await until(() => isThere(second.session, 'button', 'Complete transfer'));
    await expectAccessible(second.session);
  });
});
