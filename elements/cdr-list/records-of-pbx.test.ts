import { expect } from 'chai';
import { startPbx, type TestPbx } from '../../demo/testing/pbx.js';
import { nextEvent, until } from '../../demo/testing/wait.js';
import { cleanUp, drawn, find, findAll, fixture, press, textOf } from '../base/testing/harness.js';
import '../index.js';
import type { LinkusCdrList, LinkusPhone } from '../index.js';

/** The list of a signed-in phone, on the records of the development PBX. */
describe('linkus-cdr-list at a PBX', () => {
  let pbx: TestPbx;
  let asked: string[] = [];
  const realFetch = window.fetch;

  before(() => {
    window.fetch = (input, init) => {
      asked.push(input instanceof Request ? input.url : String(input));
      return realFetch(input, init);
    };
  });
  after(() => {
    window.fetch = realFetch;
  });
  afterEach(cleanUp);

  const pages = () =>
    asked.flatMap((url) => {
      const { pathname, searchParams } = new URL(url, location.href);
      return pathname.endsWith('/cdr/searchpersonal')
        ? [`${searchParams.get('status')}:${searchParams.get('page')}`]
        : [];
    });

  async function phoneOf(username: string): Promise<LinkusPhone> {
    const phone = await fixture<LinkusPhone>(
      `<linkus-phone username="${username}" pbx-url="${pbx.url}"><linkus-cdr-list></linkus-cdr-list></linkus-phone>`,
    );
    phone.secret = await pbx.sign(username);
    return phone;
  }
  const listIn = (phone: LinkusPhone) => phone.querySelector('linkus-cdr-list') as LinkusCdrList;
  const rows = (list: LinkusCdrList) => findAll(list, 'row');
  const labels = (list: LinkusCdrList) => rows(list).map((row) => row.ariaLabel ?? '');
  const loaded = (list: LinkusCdrList) =>
    until(() => drawn(list).then(() => rows(list).length > 0 && labels(list).every((label) => label !== 'Loading...')));
  const scrollerOf = (list: LinkusCdrList) => list.shadowRoot?.querySelector('[part=list]') as HTMLElement;

  /** 1001 calls 1000, which doesn't answer. */
  async function missACall(caller: LinkusPhone, called: LinkusPhone): Promise<void> {
    const ringing = nextEvent(called, 'linkus-incoming');
    caller.call('1000');
    await ringing;
    const ended = nextEvent(called, 'linkus-call-end');
    caller.hangUp();
    await ended;
  }

  const ready = (phone: LinkusPhone) => until(() => phone.connection === 'ready');

  describe('with 100,000 records', () => {
    beforeEach(async () => {
      pbx = await startPbx({ records: 100_000 });
      asked = [];
    });

    it('shows the first rows after one answer, and asks for nothing that is not looked at', async () => {
      const phone = await phoneOf('1000');
      const list = listIn(phone);
      await loaded(list);
      expect(find(list, 'grid').getAttribute('aria-rowcount')).to.equal('100000');
      // The second one counts the missed calls.
      expect(pages().sort()).to.deep.equal(['0:1', '2:1']);
      expect(rows(list).length).to.be.at.most(60);
    });

    it('loads what is scrolled to, and goes from the end back to the beginning', async () => {
      const phone = await phoneOf('1000');
      const list = listIn(phone);
      await loaded(list);
      const first = labels(list)[0];
      const scroller = scrollerOf(list);
      scroller.scrollTop = scroller.scrollHeight;
      await until(() => rows(list).some((row) => row.ariaRowIndex === '100000'));
      await loaded(list);
      expect(pages()).to.include('0:2000');
      expect(pages().length).to.be.below(6);
      scroller.scrollTop = 0;
      await until(() => labels(list)[0] === first);
      expect(rows(list).length).to.be.at.most(60);
    });

    it('answers a search over all of them', async () => {
      const phone = await phoneOf('1000');
      const list = listIn(phone);
      await loaded(list);
      list.filter = '1003';
      await until(() => labels(list).length > 0 && labels(list).every((label) => label.includes('1003')));
      list.status = 'missed';
      await until(() => labels(list).length > 0 && labels(list).every((label) => /^Missed.*1003/.test(label)));
    });

    it('deletes one and all for this extension; that outlives the page, and can be taken back', async () => {
      const phone = await phoneOf('1000');
      const list = listIn(phone);
      await loaded(list);
      const [first, second] = labels(list);
      rows(list)[0]?.querySelector<HTMLElement>('[part=delete]')?.click();
      await until(() => labels(list)[0] === second);
      expect(find(list, 'grid').getAttribute('aria-rowcount')).to.equal('99999');

      phone.remove();
      const again = await phoneOf('1000');
      await loaded(listIn(again));
      expect(labels(listIn(again))[0]).to.equal(second);
      listIn(again).deleteAll();
      await until(() => textOf(listIn(again)).includes('No calls yet.'));
      await press(listIn(again), 'Undo');
      await loaded(listIn(again));
      expect(labels(listIn(again))[0]).to.equal(second);

      const other = await phoneOf('1001');
      await loaded(listIn(other));
      expect(find(listIn(other), 'grid').getAttribute('aria-rowcount')).to.equal('100000');
      expect(first).not.to.equal(second);
    });

    it('shows only what came after everything was deleted', async () => {
      const [phone, caller] = await Promise.all([phoneOf('1000'), phoneOf('1001')]);
      const list = listIn(phone);
      await Promise.all([loaded(list), ready(caller)]);
      list.deleteAll();
      await until(() => textOf(list).includes('No calls yet.'));
      await missACall(caller, phone);
      await until(() => labels(list).length === 1);
      expect(labels(list)[0]).to.match(/^New, Missed, .*1001/);
    });
  });

  describe('with few records', () => {
    before(async () => {
      pbx = await startPbx({ records: 400 });
    });

    it('a new call comes in on top, and what is looked at stays in its place', async () => {
      const [phone, caller] = await Promise.all([phoneOf('1000'), phoneOf('1001')]);
      const list = listIn(phone);
      await Promise.all([loaded(list), ready(caller)]);
      const scroller = scrollerOf(list);
      scroller.scrollTop = 8000;
      await until(() => rows(list).some((row) => row.ariaRowIndex === '130'));
      await loaded(list);
      const view = scroller.getBoundingClientRect().top;
      const [label, top] = rows(list)
        .map((row) => [row.ariaLabel, row.getBoundingClientRect().top] as const)
        .find(([, y]) => y > view) as [string, number];
      await missACall(caller, phone);
      await until(() => find(list, 'grid').getAttribute('aria-rowcount') === '401');
      await loaded(list);
      const now = rows(list).find((row) => row.ariaLabel === label);
      expect(Math.abs((now?.getBoundingClientRect().top ?? 0) - top)).to.be.below(1.5);
      scroller.scrollTop = 0;
      await until(() => /^New, Missed/.test(labels(list)[0] ?? ''));
    });

    it('counts missed calls, also after a reload, until they are marked as read', async () => {
      const [phone, caller] = await Promise.all([phoneOf('1000'), phoneOf('1001')]);
      await Promise.all([loaded(listIn(phone)), ready(caller)]);
      listIn(phone).markAllAsRead();
      await until(() => phone.unread === 0);
      const told = nextEvent(phone, 'linkus-unread-change');
      await missACall(caller, phone);
      expect((await told).detail).to.deep.equal({ unread: 1 });
      await until(() => listIn(phone).getAttribute('unread') === '1');

      phone.remove();
      const again = await phoneOf('1000');
      await until(() => again.unread === 1);
      listIn(again).markAllAsRead();
      await until(() => again.unread === 0 && !listIn(again).hasAttribute('unread'));
    });

    it('what was read and deleted in one tab is so in another', async () => {
      const [phone, other, caller] = await Promise.all([phoneOf('1000'), phoneOf('1000'), phoneOf('1001')]);
      await Promise.all([loaded(listIn(phone)), loaded(listIn(other)), ready(caller)]);
      await missACall(caller, phone);
      await until(() => phone.unread > 0 && other.unread > 0);
      listIn(phone).markAllAsRead();
      await until(() => phone.unread === 0 && other.unread === 0);
      // Read and drawn so, in both.
      await until(() => ![phone, other].some((each) => labels(listIn(each)).some((label) => label.startsWith('New'))));
      await until(() => labels(listIn(other))[0] === labels(listIn(phone))[0]);
      const [, second] = labels(listIn(other));
      rows(listIn(phone))[0]?.querySelector<HTMLElement>('[part=delete]')?.click();
      await until(() => labels(listIn(other))[0] === second);
    });

    it('a call that was declined here is not news', async () => {
      const [phone, caller] = await Promise.all([phoneOf('1000'), phoneOf('1001')]);
      const list = listIn(phone);
      await Promise.all([loaded(list), ready(caller)]);
      listIn(phone).markAllAsRead();
      const count = Number(find(list, 'grid').getAttribute('aria-rowcount'));
      const ringing = nextEvent(phone, 'linkus-incoming');
      caller.call('1000');
      await ringing;
      phone.reject();
      await until(() => find(list, 'grid').getAttribute('aria-rowcount') === String(count + 1));
      await until(() => labels(list)[0]?.startsWith('Missed'));
      expect(phone.unread).to.equal(0);
    });

    it('calls back', async () => {
      const phone = await phoneOf('1000');
      const list = listIn(phone);
      await loaded(list);
      const started = nextEvent(phone, 'linkus-call-start');
      list.filter = '1003';
      await until(() => labels(list).length > 0 && labels(list).every((label) => label.includes('1003')));
      rows(list)[0]?.focus();
      rows(list)[0]?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true }));
      expect((await started).detail.call.number).to.equal('1003');
    });

    it('two lists of one phone show what each of them asks', async () => {
      const phone = await phoneOf('1000');
      const missed = await fixture<LinkusCdrList>('<linkus-cdr-list status="missed"></linkus-cdr-list>', phone);
      await Promise.all([loaded(listIn(phone)), loaded(missed)]);
      expect(labels(missed).every((label) => label.startsWith('Missed'))).to.equal(true);
      expect(labels(listIn(phone)).every((label) => label.startsWith('Missed'))).to.equal(false);
    });

    it('a PBX that refuses is told in words; another try works', async () => {
      const phone = await phoneOf('1000');
      const list = listIn(phone);
      await loaded(list);
      await pbx.command('refuse', { what: 'http', from: 'searchpersonal', status: 500 });
      list.filter = '100';
      await until(() => textOf(list).includes('could not be loaded'));
      await press(list, 'Try again');
      await loaded(list);
    });

    it('is empty again when the phone has signed out', async () => {
      const phone = await phoneOf('1000');
      const list = listIn(phone);
      await loaded(list);
      phone.signOut();
      await until(() => textOf(list).includes('Sign in to see your calls.'));
      expect(phone.snapshot.records).to.deep.equal({});
      phone.signIn();
      await loaded(list);
    });
  });
});
