import { expect } from 'chai';
import { toJson } from '../json.js';
import { replaceMember, restoreAll } from '../media/testing/replace-member.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { until } from '../testing/wait.js';
import { PBXOperator } from './pbx-operator.js';
import type { PhoneChange } from './reaction.js';

/** Old libraries change what all lists and objects of a page have. */
describe('on a page whose prototypes were changed', () => {
  let pbx: TestPbx;
  before(async () => {
    pbx = await startPbx();
  });
  afterEach(restoreAll);

  /** Enumerable, as an assignment makes it. */
  const pollute = (target: object, name: string, value: unknown) => {
    replaceMember(target, name, value);
    Object.defineProperty(target, name, { configurable: true, enumerable: true, writable: true, value });
  };
  function listToJson(this: unknown[]): string {
    return `[${this.map(String).join(', ')}]`;
  }

  const changes: [what: string, change: () => void][] = [
    ['Array.prototype.toJSON', () => pollute(Array.prototype, 'toJSON', listToJson)],
    [
      'Object.prototype with functions',
      () => ['each', 'extend', 'type', 'msg'].forEach((name) => pollute(Object.prototype, name, () => 7)),
    ],
    [
      'Object.prototype with values',
      () => ['errcode', 'number', 'enable', 'turn_port'].forEach((name) => pollute(Object.prototype, name, 7)),
    ],
  ];
  for (const [what, change] of changes) {
    it(`${what}: signs in, hears notifications, lists calls, sends its log`, async () => {
      const secret = await pbx.sign('1000');
      const url = new URL(pbx.url);
      const operator = new PBXOperator({
        ...{ username: '1000', secret, url, userAgent: 'WebClient' },
        ...{ disableCallWaiting: false, uploadLog: true },
      });
      const told: PhoneChange[] = [];
      change();
      const signedIn = await operator.init();
      const ignore = () => undefined;
      operator.attach(
        { update: (news) => told.push(news), applyRecordStatus: ignore, applyCallRecord: ignore, reRegister: ignore },
        ignore,
      );
      await until(() => operator.socket.connected);
      const list = await operator.cdrQuery({ page: 1, size: 5, sortBy: 'time' });
      // The test's own commands must not suffer from it.
      restoreAll();
      await pbx.command('wait', { for: 'subscribed', extension: '1000' });
      const answered = pbx.command('notify', { topic: 20047, extension: '1000', msg: { enb_ctl_record: 1 } });
      change();
      await until(() => told.some(({ recordPermissions }) => recordPermissions === 1));
      restoreAll();
      await answered;
      expect([signedIn.extensionNumber, list.errcode]).to.deep.equal(['1000', 0]);
      operator.destroy();
    });
  }

  const data: [what: string, value: unknown, text: string][] = [
    ['a list', { topic_list: [1, 2] }, '{"topic_list":[1,2]}'],
    ['a list in a list', [[1], ['a', null]], '[[1],["a",null]]'],
    ['an object in a list', [{ a: [true] }], '[{"a":[true]}]'],
    ['text', 'a"b', '"a\\"b"'],
    ['what JSON has not', { a: undefined, b: Number.NaN }, '{"b":null}'],
  ];
  for (const [what, value, text] of data) {
    it(`JSON of ${what} is what it is`, () => {
      pollute(Array.prototype, 'toJSON', listToJson);
      pollute(Object.prototype, 'toJSON', () => 'an object');
      const json = toJson(value);
      restoreAll();
      expect(json).to.equal(text);
    });
  }
});
