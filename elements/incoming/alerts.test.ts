import { expect } from 'chai';
import { until } from '../../src/testing/wait.js';
import {
  cleanUp,
  drawn,
  fixture,
  focusedPart,
  idle,
  phoneAround,
  requestsOf,
  ringing,
} from '../base/testing/harness.js';
import type { LinkusIncoming } from './incoming.js';
import './incoming.js';

/** What the browser would show; it shows none in a test. */
class Shown extends EventTarget {
  static permission: NotificationPermission = 'granted';
  static all: Shown[] = [];
  closed = false;
  constructor(
    readonly title: string,
    readonly options: NotificationOptions,
  ) {
    super();
    Shown.all.push(this);
  }
  close() {
    this.closed = true;
  }
}

describe('a call that rings in a hidden page', () => {
  const { Notification } = window;
  let hidden = true;

  beforeEach(() => {
    hidden = true;
    Shown.permission = 'granted';
    Shown.all = [];
    window.Notification = Shown as unknown as typeof Notification;
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
    document.title = 'The page';
  });
  afterEach(() => {
    cleanUp();
    window.Notification = Notification;
    Reflect.deleteProperty(document, 'hidden');
    document.title = '';
  });

  const inside = async (attributes = '', ...calls: Parameters<typeof ringing>) => {
    const { parent, store } = phoneAround(ringing(...calls));
    const incoming = await fixture<LinkusIncoming>(`<linkus-incoming ${attributes}></linkus-incoming>`, parent);
    return { incoming, store, parent };
  };
  const open = () => Shown.all.filter(({ closed }) => !closed);
  const turn = (isHidden: boolean) => {
    hidden = isHidden;
    document.dispatchEvent(new Event('visibilitychange'));
  };

  it('is told by a notification and by the title, until it ends', async () => {
    const { store } = await inside('', { callId: 'a', number: '1003', name: 'Cid Cole', company: 'Acme' });
    await until(() => open().length === 1);
    expect(open()[0]).to.include({ title: 'Cid Cole' });
    expect(open()[0]?.options).to.include({ body: 'Incoming call\n1003\nAcme', requireInteraction: true });
    expect(document.title).to.equal('☎ Cid Cole');
    store.update(idle);
    await until(() => open().length === 0);
    expect(document.title).to.equal('The page');
  });

  it('gives a title back that the page has changed meanwhile', async () => {
    const { store } = await inside('', { callId: 'a', number: '1003' });
    await until(() => document.title === '☎ 1003');
    document.title = 'Another';
    await until(() => document.title === '☎ 1003');
    store.update(idle);
    await until(() => document.title === 'Another');
  });

  it('is told when the page is hidden while it rings, and no longer when it is shown', async () => {
    hidden = false;
    await inside('', { callId: 'a', number: '1003' });
    await until(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('alerts')));
    expect(Shown.all).to.have.length(0);
    expect(document.title).to.equal('The page');
    await until(() => {
      turn(true);
      return open().length === 1;
    });
    turn(false);
    expect(open()).to.have.length(0);
    expect(document.title).to.equal('The page');
  });

  it('each call has one notification, also with two elements for one phone', async () => {
    const { parent } = await inside('', { callId: 'a', number: '1003' }, { callId: 'b', number: '1004' });
    await fixture('<linkus-incoming></linkus-incoming>', parent);
    await until(() => open().length === 2);
    expect(open().map(({ title }) => title)).to.deep.equal(['1003', '1004']);
  });

  it('a click on it shows the card', async () => {
    const { incoming } = await inside('', { callId: 'a', number: '1003' }, { callId: 'b', number: '1004' });
    await until(() => open().length === 2);
    open()[1]?.dispatchEvent(new Event('click'));
    expect(open()).to.have.length(1);
    expect(focusedPart(incoming)).to.equal('base');
    expect(incoming.shadowRoot?.activeElement?.getAttribute('aria-label')).to.contain('1004');
  });

  it('is told by the title alone where the person, or the page, wants no notification', async () => {
    Shown.permission = 'denied';
    await inside('', { callId: 'a', number: '1003' });
    await until(() => document.title === '☎ 1003');
    cleanUp();
    await until(() => document.title === 'The page');
    Shown.permission = 'granted';
    await inside('notifications="off"', { callId: 'b', number: '1004' });
    await until(() => document.title === '☎ 1004');
    expect(Shown.all).to.have.length(0);
  });

  it('what the service worker passes on answers and rejects', async () => {
    const { incoming } = await inside('notifications="worker"', { callId: 'a', number: '1003' });
    await until(() => document.title === '☎ 1003');
    const answers = requestsOf(incoming, 'linkus-answer-request');
    const rejects = requestsOf(incoming, 'linkus-reject-request');
    const pass = (data: object) => navigator.serviceWorker.dispatchEvent(new MessageEvent('message', { data }));
    pass({ type: 'linkus-notification', action: 'answer', callId: 'a' });
    pass({ type: 'linkus-notification', action: 'reject', callId: 'a' });
    pass({ type: 'linkus-notification', action: 'answer', callId: 'gone' });
    pass({ type: 'other', action: 'answer', callId: 'a' });
    expect([answers.details, rejects.details]).to.deep.equal([[{ callId: 'a' }], [{ callId: 'a' }]]);
    expect(Shown.all).to.have.length(0);
  });

  it('cannot write the page’s title from right to left, nor fill the screen', async () => {
    await inside('', { callId: 'a', number: '1003', name: `\u202eevil${'x'.repeat(10_000)}` });
    await until(() => open().length === 1);
    expect(open()[0]?.title).to.match(/^evilx{75}…$/);
  });

  it('one that is written in attributes is told nowhere', async () => {
    const incoming = await fixture<LinkusIncoming>('<linkus-incoming call-id="x" number="1003"></linkus-incoming>');
    await drawn(incoming);
    expect(document.title).to.equal('The page');
  });
});
