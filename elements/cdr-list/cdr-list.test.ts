import { expect } from 'chai';
import type { CallRecord, RecordList } from '../../src/store/call-records.js';
import { expectAccessible } from '../base/testing/axe.js';
import {
  button,
  cleanUp,
  drawn,
  find,
  findAll,
  fixture,
  isThere,
  phoneAround,
  press,
  requestsOf,
  textOf,
} from '../base/testing/harness.js';
import { until } from '../../src/testing/wait.js';
import './cdr-list.js';
import type { LinkusCdrList } from './cdr-list.js';

const seconds = (date: Date) => Math.floor(date.getTime() / 1000);
const today = new Date();
today.setHours(14, 5, 0, 0);
const ago = (days: number) => {
  const date = new Date(today);
  date.setDate(date.getDate() - days);
  return seconds(date);
};

const record = (change: Partial<CallRecord> = {}): CallRecord => ({
  ...{ id: 9, timestamp: ago(0), number: '1001', name: 'Bob Baker', status: 1, talk_duration: 200 },
  ...{ disposition: 'ANSWERED', uniqueid: '1', unread: false },
  ...change,
});

const missed = record({
  id: 8,
  number: '1002',
  name: 'Carol Chen',
  status: 2,
  talk_duration: 0,
  disposition: 'NO ANSWER',
});
const some = [
  record(),
  missed,
  record({ id: 7, timestamp: ago(1), status: 3, talk_duration: 30, number: '+49301234567', name: '' }),
  record({ id: 6, timestamp: ago(1), status: 3, talk_duration: 0, disposition: 'BUSY' }),
  record({ id: 5, timestamp: ago(400), status: 2, talk_duration: 0, disposition: 'ANSWERED' }),
];

const many = (count: number): CallRecord[] =>
  Array.from({ length: count }, (_, index) =>
    record({ id: count - index, number: String(2000 + index), name: '', timestamp: ago(0) - index * 420 }),
  );

const listOf = (rows: readonly (CallRecord | null)[], change: Partial<RecordList> = {}): RecordList => ({
  total: rows.length,
  from: 0,
  rows,
  problem: null,
  ...change,
});

describe('linkus-cdr-list', () => {
  afterEach(cleanUp);

  const rows = (list: LinkusCdrList) => findAll(list, 'row');
  const names = (list: LinkusCdrList) => rows(list).map((row) => row.ariaLabel ?? '');
  const rowNow = (list: LinkusCdrList) => list.shadowRoot?.activeElement as HTMLElement | null;
  const settled = async (list: LinkusCdrList) => {
    await until(() => rows(list).length > 0);
    // Measuring the first row may change how many there are.
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    await drawn(list);
  };
  const key = async (list: LinkusCdrList, name: string) => {
    const target = list.shadowRoot?.activeElement;
    target?.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, composed: true, cancelable: true }));
    await drawn(list);
  };

  /** A list by hand. */
  async function byHand(records: readonly Partial<CallRecord>[], attributes = ''): Promise<LinkusCdrList> {
    const list = await fixture<LinkusCdrList>(`<linkus-cdr-list ${attributes}></linkus-cdr-list>`);
    list.records = records as CallRecord[];
    await drawn(list);
    if (records.length > 0) await settled(list);
    return list;
  }

  describe('by hand', () => {
    it('says in each row what call it was, who, when and how long', async () => {
      const list = await byHand(some);
      const [first, second, third, fourth, fifth] = names(list);
      expect(first).to.match(/^Incoming, Bob Baker, 1001, Today 2:05.PM, 3 min$/);
      expect(second).to.match(/^Missed, Carol Chen, 1002, Today 2:05.PM$/);
      expect(third).to.match(/^Outgoing, \+49301234567, Yesterday 2:05.PM, 30 sec$/);
      expect(fourth).to.match(/^Outgoing, Bob Baker, 1001, Yesterday .*, Busy$/);
      expect(fifth).to.match(/^Answered elsewhere, .* 20\d\d 2:05.PM$/);
    });

    it('a missed call is red, bold, has an icon and the word; one answered elsewhere is not missed', async () => {
      const list = await byHand(some);
      const parts = rows(list).map((row) => row.part.contains('missed'));
      expect(parts).to.deep.equal([false, true, false, false, false]);
      const who = rows(list)[1]?.querySelector('[part=who]') as HTMLElement;
      const quiet = rows(list)[0]?.querySelector('[part=who]') as HTMLElement;
      expect(Number(getComputedStyle(who).fontWeight)).to.be.at.least(700);
      expect(getComputedStyle(who).color).not.to.equal(getComputedStyle(quiet).color);
      const kind = rows(list)[1]?.querySelector('[part=kind]') as HTMLElement;
      expect(kind.textContent.trim()).to.equal('Missed');
      expect(kind.querySelector('svg') !== null).to.equal(true);
    });

    it('shows a heading where a day begins, and the day of the first row on top', async () => {
      const list = await byHand(some);
      const days = [...(list.shadowRoot?.querySelectorAll('[part=day]') ?? [])].map((day) => day.textContent);
      expect(days.slice(0, 2)).to.deep.equal(['Today', 'Yesterday']);
      expect(days).to.have.length(3);
    });

    it('takes the rows of cdrQuery, nonsense and nothing', async () => {
      const row = { id: 1, date: 'Today', time: '', timestamp: NaN, number: '', status: 99 } as Partial<CallRecord>;
      const list = await byHand([row]);
      expect(names(list)[0]).to.contain('Unknown number');
      list.records = 'x' as unknown as CallRecord[];
      await drawn(list);
      expect(textOf(list)).to.contain('No calls yet.');
      list.records = [];
      await drawn(list);
      expect(textOf(list)).to.contain('No calls yet.');
    });

    it('markup and direction overrides in names are text', async () => {
      const name = '<img src=x onerror=alert(1)>\u202egnp.exe' + 'x'.repeat(10_000);
      const list = await byHand([record({ name })]);
      expect(list.shadowRoot?.querySelector('img') ?? null).to.equal(null);
      expect(textOf(list)).to.contain('<img src=x onerror=alert(1)>gnp.exe');
      expect(names(list)[0]?.length).to.be.below(300);
    });

    it('tabs and search choose', async () => {
      const list = await byHand(some);
      find(list, 'tab', 'Missed').click();
      await drawn(list);
      expect(list.getAttribute('status')).to.equal('missed');
      expect(names(list)).to.have.length(1);
      find(list, 'tab', 'Outgoing').click();
      await drawn(list);
      expect(names(list)).to.have.length(2);
      find(list, 'tab', 'All').click();
      const search = find<HTMLInputElement>(list, 'textbox');
      search.value = 'carol';
      search.dispatchEvent(new Event('change', { bubbles: true }));
      await until(() => names(list).length === 1);
      expect(list.filter).to.equal('carol');
      list.filter = 'nobody';
      await drawn(list);
      expect(textOf(list)).to.contain('No call matches.');
    });

    it('a status that is none is all', async () => {
      const list = await byHand(some, 'status="lost"');
      expect(names(list)).to.have.length(some.length);
    });

    it('counts unread as property, attribute and event', async () => {
      const list = await byHand(some);
      expect([list.unread, list.getAttribute('unread')]).to.deep.equal([0, null]);
      const told: number[] = [];
      list.addEventListener('linkus-unread-change', ({ detail }) => told.push(detail.unread));
      list.records = [
        { ...missed, unread: true },
        { ...missed, unread: true, id: 3 },
      ];
      await drawn(list);
      expect([list.unread, list.getAttribute('unread')]).to.deep.equal([2, '2']);
      expect(told).to.deep.equal([2]);
      expect(names(list)[0]).to.match(/^New, Missed/);
    });

    it('asks by events: call back, mark as read, delete', async () => {
      const list = await byHand([{ ...missed, unread: true }]);
      const calls = requestsOf(list, 'linkus-call-request');
      const reads = requestsOf(list, 'linkus-records-read-request');
      const deletions = requestsOf(list, 'linkus-records-delete-request');
      await press(list, 'Mark as read');
      await press(list, 'Delete');
      await press(list, 'Call Carol Chen');
      expect(calls.details).to.deep.equal([{ number: '1002', video: false }]);
      expect(reads.details).to.deep.equal([{ id: 8 }, { id: 8 }]);
      expect(deletions.details).to.deep.equal([{ id: 8 }]);
      await press(list, 'More');
      await press(list, 'Mark all as read');
      await press(list, 'More');
      await press(list, 'Delete all');
      expect(reads.details.at(-1)).to.deep.equal({ id: null });
      expect(deletions.details.at(-1)).to.deep.equal({ id: null });
    });

    it('time and length keep their order on a page that runs from right to left', async () => {
      const list = await byHand([record({ talk_duration: 3, disposition: 'ANSWERED', status: 1 })]);
      (list.parentElement as HTMLElement).dir = 'rtl';
      const text = (list.shadowRoot?.querySelector('time') as HTMLElement).parentElement as HTMLElement;
      const left = (part: string) => {
        const node = [...text.childNodes, ...(text.firstElementChild?.childNodes ?? [])].find(
          (each) => each instanceof Text && each.data.includes(part),
        ) as Text;
        const range = document.createRange();
        range.setStart(node, node.data.indexOf(part));
        range.setEnd(node, node.data.indexOf(part) + part.length);
        return range.getBoundingClientRect().left;
      };
      const half = /[AP]M/.exec(text.innerText)?.[0] ?? '';
      expect(left(':')).to.be.below(left(half));
      expect(left(half)).to.be.below(left('3 sec'));
      expect(left('3 sec')).to.be.below(left('sec'));
    });

    it('a caller without a number cannot be called back', async () => {
      const list = await byHand([record({ number: '', name: '' })]);
      expect(isThere(list, 'button', /^Call /)).to.equal(false);
    });
  });

  describe('with the keyboard', () => {
    it('arrows move through the rows, one of which is in the tab order', async () => {
      const list = await byHand(some);
      const stops = () => rows(list).map(({ tabIndex }) => tabIndex);
      expect(stops()).to.deep.equal([0, -1, -1, -1, -1]);
      rows(list)[0]?.focus();
      await key(list, 'ArrowDown');
      expect(stops()).to.deep.equal([-1, 0, -1, -1, -1]);
      expect(rowNow(list)?.ariaRowIndex).to.equal('2');
      await key(list, 'End');
      expect(rowNow(list)?.ariaRowIndex).to.equal('5');
      await key(list, 'ArrowDown');
      expect(rowNow(list)?.ariaRowIndex).to.equal('5');
      await key(list, 'Home');
      expect(rowNow(list)?.ariaRowIndex).to.equal('1');
    });

    it('Enter calls back, Delete deletes, right and left go to the buttons and back', async () => {
      const list = await byHand(some);
      const calls = requestsOf(list, 'linkus-call-request');
      const deletions = requestsOf(list, 'linkus-records-delete-request');
      rows(list)[0]?.focus();
      await key(list, 'ArrowDown');
      await key(list, 'Enter');
      await key(list, 'Delete');
      expect(calls.details).to.deep.equal([{ number: '1002', video: false }]);
      expect(deletions.details).to.deep.equal([{ id: 8 }]);
      await key(list, 'ArrowRight');
      expect(rowNow(list)?.getAttribute('part')).to.equal('call');
      await key(list, 'ArrowRight');
      expect(rowNow(list)?.getAttribute('part')).to.equal('delete');
      await key(list, 'ArrowLeft');
      await key(list, 'ArrowLeft');
      expect(rowNow(list)?.role).to.equal('row');
    });

    it('the last row of 100,000 is one key away, and the keyboard stays on it when it is scrolled out of sight', async () => {
      const list = await byHand(many(100_000));
      rows(list)[0]?.focus();
      await key(list, 'End');
      await until(() => rowNow(list)?.ariaRowIndex === '100000');
      const scroller = list.shadowRoot?.querySelector('[part=list]') as HTMLElement;
      await until(() => scroller.scrollTop > 1_000_000);
      scroller.scrollTop = 0;
      await until(() => names(list).some((name) => name.includes('2000')));
      expect(rowNow(list)?.ariaRowIndex).to.equal('100000');
      expect(rows(list).length).to.be.at.most(60);
    });
  });

  it('whoever used the menu, or deleted the last call, still has the keyboard in the element', async () => {
    const { parent, store } = phoneAround({ unread: 1, records: { '0:': listOf([missed]) } });
    const list = await fixture<LinkusCdrList>('<linkus-cdr-list></linkus-cdr-list>', parent);
    await settled(list);
    await press(list, 'More');
    button(list, 'Mark all as read').focus();
    await press(list, 'Mark all as read');
    expect(rowNow(list)?.getAttribute('part')).to.equal('menu');
    rows(list)[0]?.focus();
    await key(list, 'Delete');
    store.update({ records: { '0:': listOf([]) } });
    await drawn(list);
    expect(rowNow(list)?.getAttribute('part')).to.equal('menu');
  });

  describe('with many rows', () => {
    for (const height of [300, 3000]) {
      it(`at most 60 are in the document at ${height} px, wherever it is scrolled`, async () => {
        const list = await byHand(many(5000), `style="block-size: ${height}px"`);
        const scroller = list.shadowRoot?.querySelector('[part=list]') as HTMLElement;
        for (const place of [0, 1000, 150_000, 1e9]) {
          scroller.scrollTop = place;
          const number = String(2000 + Math.floor(scroller.scrollTop / (scroller.scrollHeight / 5000)));
          await until(() => names(list).some((name) => name.includes(number)));
          await settled(list);
          expect(rows(list).length).to.be.within(4, 60);
          const view = scroller.getBoundingClientRect();
          const boxes = rows(list).map((row) => row.getBoundingClientRect());
          expect(Math.min(...boxes.map(({ top }) => top))).to.be.at.most(view.top + 30);
          expect(Math.max(...boxes.map(({ bottom }) => bottom))).to.be.at.least(view.bottom - 1);
        }
        expect(find(list, 'grid').getAttribute('aria-rowcount')).to.equal('5000');
      });
    }

    it('new calls on top leave what is looked at in its place, and the keyboard on its row', async () => {
      const old = many(500);
      const list = await byHand(old);
      const scroller = list.shadowRoot?.querySelector('[part=list]') as HTMLElement;
      scroller.scrollTop = 6000;
      await until(() => names(list).some((name) => name.includes('2095')));
      const row = rows(list).find((each) => each.ariaLabel?.includes('2095'));
      row?.focus();
      await drawn(list);
      const before = row?.getBoundingClientRect().top ?? 0;
      list.records = [record({ id: 1001, number: '7777' }), record({ id: 1000, number: '7777' }), ...old];
      await settled(list);
      const now = rows(list).find((each) => each.ariaLabel?.includes('2095'));
      expect(Math.abs((now?.getBoundingClientRect().top ?? 0) - before)).to.be.below(1.5);
      expect(rowNow(list)?.ariaLabel).to.contain('2095');
    });

    it('at its top a new call is seen', async () => {
      const old = many(500);
      const list = await byHand(old);
      list.records = [record({ id: 1001, number: '7777', name: '' }), ...old];
      await settled(list);
      expect(names(list)[0]).to.contain('7777');
    });
  });

  describe('of a phone', () => {
    async function ofPhone(records: Record<string, RecordList> = {}, change = {}) {
      const { parent, store } = phoneAround({ records, ...change });
      const asked = requestsOf(parent, 'linkus-records-request');
      const list = await fixture<LinkusCdrList>('<linkus-cdr-list></linkus-cdr-list>', parent);
      return { list, store, parent, asked };
    }

    it('asks for what is looked at, once', async () => {
      const { list, store, asked } = await ofPhone();
      const all = { status: 0, filter: '' };
      expect(asked.details).to.deep.equal([{ query: all, from: 0, to: 50 }]);
      expect(textOf(list)).to.contain('Loading...');
      const known = many(100);
      store.update({ records: { '0:': { total: 5000, from: 0, rows: known, problem: null } } });
      await settled(list);
      expect(asked.details).to.have.length(1);
      const scroller = list.shadowRoot?.querySelector('[part=list]') as HTMLElement;
      scroller.scrollTop = scroller.scrollHeight / 2;
      await until(() => asked.details.length === 2);
      expect(asked.details[1]?.from).to.be.within(2400, 2500);
      expect(names(list)[3]).to.equal('Loading...');
      find(list, 'tab', 'Missed').click();
      await drawn(list);
      expect(asked.details.at(-1)).to.deep.equal({ query: { status: 2, filter: '' }, from: 0, to: 50 });
    });

    it('asks nobody before the phone is ready, and again after another sign-in', async () => {
      const { list, store, asked } = await ofPhone({}, { connection: 'signed-out' });
      expect(textOf(list)).to.contain('Sign in to see your calls.');
      expect(asked.details).to.deep.equal([]);
      store.update({ connection: 'ready' });
      await drawn(list);
      expect(asked.details).to.have.length(1);
      store.reset();
      await drawn(list);
      expect(rows(list)).to.have.length(0);
      store.update({ connection: 'ready' });
      await drawn(list);
      expect(asked.details).to.have.length(2);
    });

    it('follows the unread count of the phone', async () => {
      const { list, store } = await ofPhone({}, { unread: 3 });
      expect([list.unread, list.getAttribute('unread')]).to.deep.equal([3, '3']);
      expect(find(list, 'tab', /Missed/).textContent).to.contain('3');
      store.update({ unread: 120 });
      await drawn(list);
      expect(find(list, 'tab', /Missed/).textContent).to.contain('99+');
    });

    it('a deletion can be taken back, and the keyboard goes on at the row below', async () => {
      const { list, parent, store } = await ofPhone({ '0:': listOf(some) });
      await settled(list);
      const deletions = requestsOf(parent, 'linkus-records-delete-request');
      const restored = requestsOf(parent, 'linkus-records-restore-request');
      rows(list)[1]?.focus();
      await drawn(list);
      await key(list, 'Delete');
      expect(deletions.details).to.deep.equal([{ id: 8 }]);
      expect(names(list)).to.have.length(some.length);
      store.update({ records: { '0:': listOf(some.filter(({ id }) => id !== 8)) } });
      await drawn(list);
      expect(rowNow(list)?.ariaRowIndex).to.equal('2');
      expect(textOf(list)).to.contain('Call deleted.');
      await press(list, 'Undo');
      expect(restored.details).to.deep.equal([{ id: 8 }]);
      expect(textOf(list)).not.to.contain('Call deleted.');
    });

    it('says that the calls could not be loaded, and tries again', async () => {
      const { list, asked } = await ofPhone({ '0:': listOf([], { total: null, problem: -102 }) });
      expect(textOf(list)).to.contain('The calls could not be loaded.');
      await press(list, 'Try again');
      expect(asked.details).to.have.length(2);
    });

    it('cannot call while the phone is not ready, and says why a call failed', async () => {
      const { list, store, parent } = await ofPhone({ '0:': listOf(some) }, { connection: 'reconnecting' });
      await settled(list);
      const calls = requestsOf(parent, 'linkus-call-request');
      expect(button(list, 'Call Carol Chen').disabled).to.equal(true);
      store.update({ connection: 'ready' });
      await drawn(list);
      await press(list, 'Call Carol Chen');
      expect(calls.details).to.have.length(1);
      store.update({ callProblem: { code: -202, msg: '', at: 1 } });
      await until(() => /microphone/i.test(textOf(list)));
    });
  });

  describe('is accessible', () => {
    const states: Record<string, () => Promise<LinkusCdrList>> = {
      'by hand': () => byHand([{ ...missed, unread: true }, ...some]),
      empty: () => byHand([]),
      'with the rare actions': async () => {
        const list = await byHand(some);
        await press(list, 'More');
        rows(list)[1]?.focus();
        await drawn(list);
        return list;
      },
      'narrow, in the middle of many': async () => {
        const list = await byHand(many(1000), 'style="inline-size: 240px"');
        (list.shadowRoot?.querySelector('[part=list]') as HTMLElement).scrollTop = 3000;
        await settled(list);
        return list;
      },
      'while rows load': async () => {
        const { parent } = phoneAround({ unread: 2, records: { '0:': listOf([...some, null, null]) } });
        const list = await fixture<LinkusCdrList>('<linkus-cdr-list></linkus-cdr-list>', parent);
        await settled(list);
        return list;
      },
      'while it loads': async () => {
        const { parent } = phoneAround();
        return fixture<LinkusCdrList>('<linkus-cdr-list></linkus-cdr-list>', parent);
      },
      'when loading failed': async () => {
        const { parent } = phoneAround({ records: { '0:': listOf(some, { problem: -102 }) } });
        const list = await fixture<LinkusCdrList>('<linkus-cdr-list></linkus-cdr-list>', parent);
        await settled(list);
        return list;
      },
      'after a deletion': async () => {
        const { parent } = phoneAround({ records: { '0:': listOf(some) } });
        const list = await fixture<LinkusCdrList>('<linkus-cdr-list></linkus-cdr-list>', parent);
        await settled(list);
        await press(list, 'More');
        await press(list, 'Delete all');
        return list;
      },
    };
    for (const [state, show] of Object.entries(states)) {
      it(state, async () => expectAccessible(await show()));
    }
  });
});
