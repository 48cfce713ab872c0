import { expect } from 'chai';
import type { PbxState } from '../../demo/pbx/state.js';
import { startPbx, type TestPbx } from '../../src/testing/pbx.js';
import { nextEvent, until } from '../../src/testing/wait.js';
import { cleanUp, drawn, find, findAll, fixture, press, textOf } from '../base/testing/harness.js';
import '../index.js';
import type { LinkusCdrList, LinkusPhone } from '../index.js';

/** The list of a signed-in phone, on the records of the development PBX. */
describe('linkus-cdr-list at a PBX', () => {
  let pbx: TestPbx;
  let asked: string[] = [];
  /** Answers about missed calls are kept back for so long. */
  let keptBack: Promise<void> | undefined;
  const realFetch = window.fetch;

  before(() => {
    window.fetch = async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      asked.push(url);
      const answer = await realFetch(input, init);
      if (url.includes('status=2')) await keptBack;
      return answer;
    };
  });
  after(() => {
    window.fetch = realFetch;
  });
  afterEach(async () => {
    cleanUp();
    // The next test counts those of its own phones.
    await until(async () => (await pbx.command<PbxState>('state')).sockets.notifications === 0);
  });

  /** Each once: when the notifications come up after the first question, it is asked again. */
  const pages = () => [
    ...new Set(
      asked.flatMap((url) => {
        const { pathname, searchParams } = new URL(url, location.href);
        return pathname.endsWith('/cdr/searchpersonal')
          ? [`${searchParams.get('status')}:${searchParams.get('page')}`]
          : [];
      }),
    ),
  ];

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

  const count = (list: LinkusCdrList) => Number(find(list, 'grid').getAttribute('aria-rowcount'));
  const missedOf = (phone: LinkusPhone) => phone.snapshot.records['2:'];

  /** The PBX tells all phones of 1000 what it writes down from now on. */
  async function notified(): Promise<void> {
    const phones = document.querySelectorAll('linkus-phone[username="1000"]').length;
    expect(
      await pbx.command('wait', { for: 'subscribed', extension: '1000', count: phones, timeout: 15_000 }),
    ).to.equal(true);
  }

  /** And they know which of the missed calls are old. Neither comes with the rows, or with the registration. */
  async function settled(...phones: LinkusPhone[]): Promise<void> {
    await notified();
    await until(() => phones.every((phone) => typeof missedOf(phone)?.total === 'number'));
  }

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
      await Promise.all([loaded(list), ready(caller), settled(phone)]);
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
      await Promise.all([loaded(list), ready(caller), settled(phone)]);
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
      await Promise.all([loaded(listIn(phone)), ready(caller), settled(phone)]);
      listIn(phone).markAllAsRead();
      await until(() => phone.unread === 0 && !listIn(phone).hasAttribute('unread'));
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
      const lists = [listIn(phone), listIn(other)] as const;
      await Promise.all([...lists.map(loaded), ready(caller), settled(phone, other)]);
      const before = count(lists[0]);
      await missACall(caller, phone);
      // Each list is asked for by itself: that the call is counted doesn't say that it is drawn.
      await until(() =>
        lists.every((list) => count(list) === before + 1 && /^New, Missed/.test(labels(list)[0] ?? '')),
      );
      await until(() => phone.unread > 0 && other.unread > 0);
      lists[0].markAllAsRead();
      await until(() => phone.unread === 0 && other.unread === 0);
      // Read and drawn so, in both.
      await until(() => !lists.some((list) => labels(list).some((label) => label.startsWith('New'))));
      const [, second] = labels(lists[1]);
      rows(lists[0])[0]?.querySelector<HTMLElement>('[part=delete]')?.click();
      // Calls of one minute have the same label.
      await until(() => lists.every((list) => count(list) === before && labels(list)[0] === second));
    });

    it('a call that was missed while the PBX could not tell of it comes in when it can', async () => {
      const [phone, caller] = await Promise.all([phoneOf('1000'), phoneOf('1001')]);
      const list = listIn(phone);
      await Promise.all([loaded(list), ready(caller), settled(phone)]);
      const before = count(list);
      await pbx.command('drop', { extension: '1000', what: 'notifications', how: 'terminate' });
      await missACall(caller, phone);
      await until(() => count(list) === before + 1 && /^New, Missed/.test(labels(list)[0] ?? ''));
    });

    it('a call that is written down before the first answer is there is not forgotten', async () => {
      let release = (): void => undefined;
      keptBack = new Promise((resolve) => (release = resolve));
      const [phone, caller] = await Promise.all([phoneOf('1000'), phoneOf('1001')]);
      const list = listIn(phone);
      await Promise.all([loaded(list), ready(caller), notified()]);
      const before = count(list);
      await missACall(caller, phone);
      await until(() => count(list) === before + 1);
      expect(missedOf(phone)?.total).to.equal(null);
      release();
      keptBack = undefined;
      await until(() => missedOf(phone)?.rows[0]);
      const newest = phone.snapshot.records['0:']?.rows[0]?.id;
      await until(() => missedOf(phone)?.rows[0]?.id === newest);
    });

    it('a call that was declined here is not news', async () => {
      const [phone, caller] = await Promise.all([phoneOf('1000'), phoneOf('1001')]);
      const list = listIn(phone);
      await Promise.all([loaded(list), ready(caller), settled(phone)]);
      listIn(phone).markAllAsRead();
      const before = count(list);
      const ringing = nextEvent(phone, 'linkus-incoming');
      caller.call('1000');
      await ringing;
      phone.reject();
      await until(() => count(list) === before + 1);
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
      // All of them: the list's other requests may come before the one that is meant.
      await pbx.command('refuse', { what: 'http', from: 'searchpersonal', status: 500, times: 100 });
      list.filter = '100';
      await until(() => textOf(list).includes('could not be loaded'));
      await pbx.command('refuse', { what: 'http', times: 0 });
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
