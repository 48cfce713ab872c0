import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { WebSocket } from 'ws';
import { CallRecords, type CdrSearch, type PersonalCdr } from './cdr.js';
import { Extensions, type Extension } from './extensions.js';
import { get, login, startTestPbx } from './testing/client.js';
import { TestPhone } from './testing/phone.js';

const SEARCH: CdrSearch = { page: 1, pageSize: 10, sortBy: 'time', descending: true, status: 0, filter: '' };

describe('call records', () => {
  const noon = new Date(2026, 4, 20, 12, 0, 0).getTime();
  const extensions = new Extensions();
  const records = new CallRecords(extensions, () => noon);
  const hours = 3_600_000;

  function write(caller: string, number: string, started: number, answered?: number) {
    return records.write({
      uniqueid: `${started}.1`,
      caller: extensions.find(caller) as Extension,
      number,
      started,
      answered,
      ended: started + 33_400,
      disposition: answered === undefined ? 'NO ANSWER' : 'ANSWERED',
    });
  }

  test('one row for each internal party', () => {
    const rows = write('1000', '1001', noon, noon + 10_000);
    assert.deepEqual(
      rows.map(({ owner, row }) => [
        owner,
        row.number,
        row.status,
        row.disposition,
        row.talk_duration,
        row.date,
        row.time,
      ]),
      [
        ['1000', '1001', 3, 'ANSWERED', 23, 'Today', '12:00:00'],
        ['1001', '1000', 1, 'ANSWERED', 23, 'Today', '12:00:00'],
      ],
    );
    assert.equal(rows[0]?.row.uniqueid, rows[1]?.row.uniqueid);
    assert.equal(rows[0]?.row.extension?.['caller_id_name'], 'Bob Carter');
    assert.equal(rows[0]?.row.clid, '"Alice Baker" <1000>');
  });

  test('not answered: missed by the one who was called; a feature code has no row of its own', () => {
    assert.deepEqual(
      write('1000', '1002', noon - 24 * hours).map(({ owner, row }) => [owner, row.status, row.date]),
      [
        ['1000', 3, 'Yesterday'],
        ['1002', 2, 'Yesterday'],
      ],
    );
    const echo = write('1000', '*43', noon - 72 * hours, noon - 72 * hours);
    assert.deepEqual(
      echo.map(({ owner, row }) => [owner, row.number, row.number_type, row.date, row.extension]),
      [['1000', '*43', 'feature_code', '05/17/2026', undefined]],
    );
    const [unknown] = write('1003', '7777', noon);
    assert.deepEqual([unknown?.row.number_type, unknown?.row.call_type], ['external', 'External']);
  });

  test('search: order, page, status, part of a number', () => {
    const numbers = (search: Partial<CdrSearch>, owner = '1000') =>
      records.search(owner, { ...SEARCH, ...search }).rows.map((row) => row.number);
    assert.deepEqual(numbers({}), ['1001', '1002', '*43']);
    assert.deepEqual(numbers({ descending: false }), ['*43', '1002', '1001']);
    assert.deepEqual(numbers({ sortBy: 'id' }), ['*43', '1002', '1001']);
    assert.deepEqual(numbers({ page: 2, pageSize: 2 }), ['*43']);
    assert.deepEqual(numbers({ filter: '100' }), ['1001', '1002']);
    assert.deepEqual(numbers({ status: 2 }), []);
    assert.deepEqual(numbers({ status: 2 }, '1002'), ['1000']);
    assert.equal(records.search('1000', { ...SEARCH, pageSize: 1 }).total, 3);
  });

  describe('100,000 generated ones', () => {
    const many = new CallRecords(extensions, () => noon, 100_000);
    const list = (search: Partial<CdrSearch> = {}) => many.search('1000', { ...SEARCH, ...search });

    test('are the same in each run, newest first, all before now, each with an id and a uniqueid of its own', () => {
      const { rows, total } = list({ pageSize: 1000 });
      assert.equal(total, 100_000);
      assert.deepEqual(
        new CallRecords(extensions, () => noon, 100_000).search('1000', { ...SEARCH, pageSize: 1000 }).rows,
        rows,
      );
      assert.deepEqual(
        rows.map(({ id }) => id),
        Array.from({ length: 1000 }, (_, index) => 100_000 - index),
      );
      assert.equal(new Set(rows.map(({ uniqueid }) => uniqueid)).size, 1000);
      assert.ok(
        rows.every(
          ({ timestamp }, index) => timestamp <= noon / 1000 && timestamp < (rows[index - 1]?.timestamp ?? Infinity),
        ),
      );
      assert.ok(rows.every(({ number }) => number !== '1000'));
      assert.equal(rows[0]?.date, 'Today');
    });

    test('have every kind of call, which a search for it finds, all of them and no other', () => {
      const found = [1, 2, 3].map((status) => list({ status, page: 7, pageSize: 500 }));
      assert.equal(
        found.reduce((sum, { total }) => sum + total, 0),
        100_000,
      );
      for (const [index, { rows }] of found.entries()) assert.ok(rows.every(({ status }) => status === index + 1));
      assert.ok(
        found[1]?.rows.every(({ talk_duration: talk, disposition }) => talk === 0 && disposition === 'NO ANSWER'),
      );
      assert.ok(found[0]?.rows.every(({ talk_duration: talk, disposition }) => talk > 0 && disposition === 'ANSWERED'));
      const kinds = new Set(found[2]?.rows.map(({ disposition }) => disposition));
      assert.deepEqual(kinds, new Set(['ANSWERED', 'NO ANSWER', 'BUSY', 'FAILED']));
    });

    test('are found by a part of a number or of a name, also together with a status', () => {
      const bob = list({ filter: 'bob c', status: 2, pageSize: 1000 });
      assert.ok(bob.total > 100);
      assert.ok(bob.rows.every(({ number, status }) => number === '1001' && status === 2));
      const { rows } = list({ filter: '0151', pageSize: 1000 });
      assert.ok(rows.length > 100 && rows.every(({ number }) => number.includes('0151')));
      assert.equal(list({ filter: 'nobody' }).total, 0);
    });

    test('pages fit together, in both orders', () => {
      const ids = (search: Partial<CdrSearch>) => list({ status: 2, ...search }).rows.map(({ id }) => id);
      assert.deepEqual([...ids({ page: 1 }), ...ids({ page: 2 })], ids({ pageSize: 20 }));
      const { total } = list({ status: 2 });
      assert.deepEqual(
        ids({ descending: false, pageSize: 3 }),
        ids({ page: total, pageSize: 1 }).concat(
          ids({ page: total - 1, pageSize: 1 }),
          ids({ page: total - 2, pageSize: 1 }),
        ),
      );
      assert.deepEqual(ids({ page: total, pageSize: 10 }), []);
    });

    test('stand behind the real ones, whose ids go on', () => {
      const mixed = new CallRecords(extensions, () => noon);
      const [written] = mixed.write({
        uniqueid: 'real',
        caller: extensions.find('1000') as Extension,
        number: '*43',
        started: noon,
        answered: noon,
        ended: noon + 1000,
        disposition: 'ANSWERED',
      });
      assert.equal(written?.row.id, 1);
      mixed.generate(5);
      const { rows, total } = mixed.search('1000', SEARCH);
      assert.equal(total, 6);
      assert.deepEqual(
        rows.map(({ id }) => id),
        [6, 5, 4, 3, 2, 1],
      );
      assert.equal(rows[0]?.uniqueid, 'real');
      assert.equal(mixed.search('1000', { ...SEARCH, filter: '*43' }).total, 1);
    });
  });

  test('a call writes its rows and tells both parties', async () => {
    const pbx = await startTestPbx();
    const [alice, bob] = [await TestPhone.register(pbx, '1000'), await TestPhone.register(pbx, '1001')];
    const token = await login(pbx, '1001');
    const socket = new WebSocket(`${pbx.url.replace('http', 'ws')}/api/v1.0/subscribe?access_token=${token}`);
    await once(socket, 'open');
    socket.send(JSON.stringify({ topic_list: [20049] }));
    await pbx.command('wait', { for: 'subscribed' });

    const notified = once(socket, 'message');
    const { final } = alice.call('1001');
    await (await bob.nextInvitation()).reject({ statusCode: 486 });
    assert.equal((await final).message.statusCode, 486);
    await pbx.command('wait', { for: 'cdr', count: 2 });

    const { type, msg } = JSON.parse(String((await notified)[0])) as { type: number; msg: string };
    const told = JSON.parse(msg) as { ext_num: string; personal_cdr: PersonalCdr };
    assert.deepEqual([type, told.ext_num, told.personal_cdr.disposition], [20049, '1001', 'BUSY']);
    const answer = await get(pbx, '/api/v1.0/cdr/searchpersonal?page=1&page_size=10', token);
    assert.deepEqual(answer['personal_cdr_list'], [told.personal_cdr]);
    await Promise.all([alice.stop(), bob.stop()]);
    await pbx.close();
  });
});
