import { expect } from 'chai';
import { cdrParameters, readCdrNotification, readCdrResult } from './cdr.js';

describe('call records', () => {
  describe('query', () => {
    const usual = { page: 1, page_size: 20, sort_by: 'time', order_by: 'desc', status: 0, number: '' };
    const table: [query: unknown, parameters: object][] = [
      [{ page: 1, size: 20, sortBy: 'time' }, usual],
      [
        { page: '2', size: '5', sortBy: 'id', orderBy: 'asc' },
        { ...usual, page: 2, page_size: 5, sort_by: 'id', order_by: 'asc' },
      ],
      [
        { page: 1, size: 20, sortBy: 'time', status: '3', filter: ' 100 ' },
        { ...usual, status: 3, number: '100' },
      ],
      [{ page: 1, size: 20, sortBy: 'time', status: null, filter: null }, usual],
      [
        { page: 1, size: 20, sortBy: 'time', filter: 1001, more: true },
        { ...usual, number: '1001' },
      ],
    ];
    for (const [query, parameters] of table) {
      it(JSON.stringify(query), () => expect(cdrParameters(query)).to.deep.equal(parameters));
    }
  });

  describe('bad query', () => {
    const table: [query: unknown, named: string][] = [
      [undefined, 'object'],
      ['page=1', 'object'],
      [[], 'object'],
      [{}, 'page'],
      [{ page: 0, size: 20, sortBy: 'time' }, 'page'],
      [{ page: 1.5, size: 20, sortBy: 'time' }, 'page'],
      [{ page: NaN, size: 20, sortBy: 'time' }, 'page'],
      [{ page: Infinity, size: 20, sortBy: 'time' }, 'page'],
      [{ page: 1, size: -1, sortBy: 'time' }, 'size'],
      [{ page: 1, size: {}, sortBy: 'time' }, 'size'],
      [{ page: 1, size: 20 }, 'sortBy'],
      [{ page: 1, size: 20, sortBy: 'name' }, 'sortBy'],
      [{ page: 1, size: 20, sortBy: 'time', orderBy: 'up' }, 'orderBy'],
      [{ page: 1, size: 20, sortBy: 'time', status: 4 }, 'status'],
      [{ page: 1, size: 20, sortBy: 'time', filter: {} }, 'filter'],
    ];
    for (const [query, named] of table) {
      it(`${JSON.stringify(query) ?? 'nothing'} names ${named}`, () => {
        let thrown: unknown;
        try {
          cdrParameters(query);
        } catch (error) {
          thrown = error;
        }
        expect(thrown).to.include({ code: -103, msg: 'PBX_API_ERROR', reason: 'invalid-option' });
        expect((thrown as { describe: string }).describe).to.contain(named);
      });
    }
  });

  describe('answer', () => {
    it('has numbers as numbers and rows as rows, whatever was sent', () => {
      const row = { id: '7', timestamp: '1693201380', number: 1001, talk_duration: 'x', new_field: 'kept' };
      const answer = { errcode: '0', errmsg: 'SUCCESS', total_number: '63', personal_cdr_list: [row, null, 'row'] };
      expect(readCdrResult(answer)).to.deep.equal({
        errcode: 0,
        errmsg: 'SUCCESS',
        total_number: 63,
        personal_cdr_list: [{ id: 7, timestamp: 1693201380, number: '1001', talk_duration: 0, new_field: 'kept' }],
      });
    });

    it('has an empty list when there is none', () => {
      expect(readCdrResult({})).to.deep.equal({
        errcode: 0,
        errmsg: 'SUCCESS',
        total_number: 0,
        personal_cdr_list: [],
      });
    });
  });

  it('takes a notification without a record for none', () => {
    expect(readCdrNotification({ ext_num: '1000' })).to.equal(null);
  });
});
