import { expect } from 'chai';
import { replaceMember, restoreAll } from '../media/testing/replace-member.js';
import { answerNext, confirmed, endOf, hear, incoming, place, status, talkTo } from '../testing/calls.js';
import { closeAll, register, registerAll } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { SipWatch } from '../testing/sip-log.js';
import { next, until } from '../testing/wait.js';
import type { Operators } from '../init.js';

/** Old libraries give all lists and objects of a page members that `for…in` and `JSON.stringify` find. */
describe('calls on a page whose prototypes were changed', () => {
  let pbx: TestPbx;
  let alice: Operators;
  let bob: Operators;
  before(async () => {
    pbx = await startPbx();
  });
  afterEach(async () => {
    restoreAll();
    await closeAll(pbx, alice, bob);
  });

  /** Enumerable, as an assignment makes it. */
  const pollute = (target: object, members: Record<string, unknown>) => {
    for (const [name, value] of Object.entries(members)) {
      replaceMember(target, name, value);
      Object.defineProperty(target, name, { configurable: true, enumerable: true, writable: true, value });
    }
  };
  const library = () => 7;

  const changes: [what: string, change: () => void][] = [
    [
      'Array.prototype.toJSON',
      () =>
        pollute(Array.prototype, {
          toJSON(this: unknown[]) {
            return `[${this.map(String).join(', ')}]`;
          },
        }),
    ],
    ['Array.prototype with functions and values', () => pollute(Array.prototype, { each: library, kind: 'list' })],
    ['Object.prototype with functions', () => pollute(Object.prototype, { foo: library, extend: library })],
    ['Object.prototype with texts', () => pollute(Object.prototype, { foo: 'bar', kind: 'text' })],
    [
      'Object.prototype with names of our own',
      () => pollute(Object.prototype, { video: 1, status: 7, code: 7, ha1: 7, id: 7, number: 7 }),
    ],
    [
      'String.prototype and Function.prototype',
      () => {
        pollute(String.prototype, { foo: library });
        pollute(Function.prototype, { foo: library, kind: 'text' });
      },
    ],
  ];
  for (const [what, change] of changes) {
    it(`${what}: signs in, places and takes calls, hears notifications, reads call records`, async () => {
      const signature = await pbx.sign('1000');
      [bob] = await registerAll(pbx, '1001');
      change();
      alice = await register({ ...pbx, sign: () => Promise.resolve(signature) }, '1000');

      const sent = new SipWatch(pbx, '1000');
      const answered = answerNext(bob);
      const call = await talkTo(alice, '1001', { extraHeaders: ['X-Order: 42'] });
      await hear(call, await answered);
      call.hold();
      await status(call, { isHold: true });
      expect(await sent.sends('INVITE')).to.include('\r\nX-Order: 42\r\n');
      call.hangup();
      await endOf(await answered);

      const ringing = incoming(alice);
      const bobs = await place(bob, '1000');
      const incomingCall = await ringing;
      expect(incomingCall.status.number).to.equal('1001');
      const recorded = next(alice.phone, 'callRecord');
      await incomingCall.answer();
      await confirmed(bobs);
      await hear(incomingCall, bobs);
      bobs.hangup();
      expect(await endOf(incomingCall)).to.equal('hung-up-there');
      const [{ uniqueid }] = await recorded;
      expect(uniqueid).to.be.a('string').and.not.equal('');

      const list = await alice.pbx.cdrQuery({ page: 1, size: 5, sortBy: 'time' });
      expect(list.errcode).to.equal(0);
      expect(list.personal_cdr_list.map(({ number }) => number)).to.include('1001');
      const changed = next(alice.phone, 'recordPermissionsChange');
      await pbx.command('notify', { topic: 20047, extension: '1000', msg: { enb_ctl_record: 1 } });
      expect((await changed)[0]).to.equal(1);
      await until(() => alice.phone.isRegistered);
    });
  }
});
