import { expect } from 'chai';
import type { CdrResult, PersonalCdr } from '../pbx/cdr.js';
import type { Marks } from './record-marks.js';
import { RecordPages, pageSize } from './record-pages.js';

/** A PBX with records of these ids, newest first. */
class Answers {
  asked: number[] = [];
  marks: Marks = { readUntil: 0, read: [], hiddenUntil: 0, hidden: [] };
  total: number | undefined;
  readonly pages = new RecordPages(
    (page) => this.#answer(page),
    () => this.marks,
    () => undefined,
  );

  constructor(public ids: number[]) {}

  #answer(page: number): Promise<CdrResult> {
    this.asked.push(page);
    const rows = this.ids.slice(page * pageSize, (page + 1) * pageSize);
    return Promise.resolve({
      errcode: 0,
      errmsg: 'SUCCESS',
      total_number: this.total ?? this.ids.length,
      personal_cdr_list: rows.map((id) => ({ id, timestamp: id, number: '1', status: 2 }) as PersonalCdr),
    });
  }

  /** The ids of a part of the list; what is not loaded is 0. */
  idsOf(from: number, to: number): number[] {
    const { rows, from: first } = this.pages.list;
    return rows.slice(from - first, to - first).map((row) => row?.id ?? 0);
  }
}

const downFrom = (highest: number, count = highest) => Array.from({ length: count }, (_, index) => highest - index);

describe('pages of call records', () => {
  it('asks for the pages that are looked at, each once', async () => {
    const pbx = new Answers(downFrom(1000));
    await Promise.all([pbx.pages.want(0, 20), pbx.pages.want(0, 30)]);
    expect(pbx.asked).to.deep.equal([0]);
    await Promise.all([pbx.pages.want(480, 520), pbx.pages.want(490, 530)]);
    expect(pbx.asked).to.deep.equal([0, 9, 10]);
    expect(pbx.idsOf(490, 493)).to.deep.equal([510, 509, 508]);
    await pbx.pages.want(0, 20);
    expect(pbx.asked).to.have.length(3);
    expect([pbx.pages.list.total, pbx.pages.list.from]).to.deep.equal([1000, 0]);
  });

  it('leaves single deleted ones out, and the others move up', async () => {
    const pbx = new Answers(downFrom(200));
    await pbx.pages.want(0, 20);
    pbx.marks = { ...pbx.marks, hidden: [200, 198] };
    pbx.pages.applyMarks();
    expect(pbx.idsOf(0, 3)).to.deep.equal([199, 197, 196]);
    expect(pbx.pages.list.total).to.equal(198);
  });

  for (const kept of [0, 3, 50, 51, 777]) {
    it(`after everything was deleted it ends behind the ${kept} that came since`, async () => {
      const pbx = new Answers(downFrom(100_000));
      pbx.marks = { ...pbx.marks, hiddenUntil: 100_000 - kept };
      await pbx.pages.want(0, 20);
      expect(pbx.pages.list.total).to.equal(kept);
      expect(pbx.asked.length).to.be.below(14);
      await pbx.pages.want(Math.max(0, kept - 2), kept + 20);
      expect(pbx.idsOf(Math.max(0, kept - 2), kept)).to.deep.equal(downFrom(100_000, kept).slice(-2));
    });
  }

  it('new ones move the others down without asking for them again', async () => {
    const pbx = new Answers(downFrom(1000));
    await pbx.pages.want(500, 520);
    pbx.ids = downFrom(1003);
    pbx.asked = [];
    await pbx.pages.refresh();
    expect(pbx.asked).to.deep.equal([0]);
    expect(pbx.idsOf(503, 505)).to.deep.equal([500, 499]);
    expect(pbx.idsOf(0, 0)).to.deep.equal([]);
  });

  it('a list that was cut or mixed is loaded anew, and what is shown stays until then', async () => {
    const pbx = new Answers(downFrom(1000));
    await pbx.pages.want(100, 120);
    pbx.ids = downFrom(1000).filter((id) => id % 10 !== 0);
    const refreshed = pbx.pages.refresh();
    await Promise.resolve();
    expect(pbx.idsOf(100, 102)).to.deep.equal([900, 899]);
    await refreshed;
    expect(pbx.idsOf(100, 102)).to.deep.equal([pbx.ids[100], pbx.ids[101]]);
    expect(pbx.pages.list.total).to.equal(900);
  });

  it('notices on the way that the list has changed', async () => {
    const pbx = new Answers(downFrom(1000));
    await pbx.pages.want(0, 20);
    pbx.ids = downFrom(1001);
    await pbx.pages.want(300, 320);
    expect(pbx.pages.list.total).to.equal(1001);
    expect(pbx.idsOf(301, 303)).to.deep.equal([700, 699]);
  });

  it('a PBX whose total is another one each time does not keep it asking for ever', async () => {
    const pbx = new Answers(downFrom(1000));
    await pbx.pages.want(0, 20);
    Object.defineProperty(pbx, 'total', { get: () => 1000 + pbx.asked.length });
    await pbx.pages.want(300, 310);
    expect(pbx.asked.length).to.be.below(100);
  });

  it('counts the missed ones that are news', async () => {
    const pbx = new Answers(downFrom(60));
    pbx.marks = { ...pbx.marks, readUntil: 50, read: [59], hidden: [60] };
    await pbx.pages.want(0, 20);
    expect(pbx.pages.unread).to.equal(8);
    pbx.marks = { ...pbx.marks, readUntil: 60 };
    pbx.pages.applyMarks();
    expect(pbx.pages.unread).to.equal(0);
  });

  it('an answer that is none is a problem, and the next wish tries again', async () => {
    let fails = true;
    const good = new Answers(downFrom(10));
    const pages = new RecordPages(
      () =>
        fails
          ? Promise.reject(new Error('no'))
          : Promise.resolve({ errcode: 0, errmsg: '', total_number: 0, personal_cdr_list: [] }),
      () => good.marks,
      () => undefined,
    );
    await pages.want(0, 20);
    expect(pages.list).to.deep.include({ total: null, problem: -102 });
    fails = false;
    await pages.want(0, 20);
    expect(pages.list).to.deep.include({ total: 0, problem: null });
  });
});
