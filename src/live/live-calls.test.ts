import { expect } from 'chai';
import { incoming, talkTo } from '../testing/calls.js';
import { closeAll, register } from '../testing/operators.js';
import { startPbx } from '../testing/pbx.js';
import { next, until } from '../testing/wait.js';
import type { Session } from '../phone/session.js';
import type { CallSnapshot } from '../store/phone-snapshot.js';
import { LiveCalls } from './live-calls.js';
import { PhoneStore } from '../store/phone-store.js';

describe('a wrong number while a call rings here', () => {
  it('is shown with its reason until the ringing call is answered', async () => {
    const pbx = await startPbx();
    const [ann, bob] = await Promise.all([register(pbx, '1000'), register(pbx, '1001')]);
    const store = new PhoneStore();
    new LiveCalls(store, () => undefined).follow(ann.phone);
    const incoming = next(ann.phone, 'incoming');
    await bob.phone.call('1000');
    const [{ callId }] = await incoming;
    const over = next(ann.phone, 'deleteSession');
    await ann.phone.call('999');
    await over;
    expect(store.snapshot.endedCall?.endReason).to.equal('not-found');
    expect(store.snapshot.calls.map((call) => call.incoming)).to.deep.equal([true]);
    await ann.phone.answer(callId);
    expect(store.snapshot.endedCall).to.equal(null);
    ann.destroy();
    bob.destroy();
  });
});

describe('linkus-call-change', () => {
  const causes: [what: string, happen: (session: Session) => void, seen: Partial<CallSnapshot>][] = [
    [
      'how good the network is',
      (session) => session.emit('quality', { networkLevel: 2 } as never),
      { networkLevel: 2 },
    ],
    [
      'that nothing is heard',
      (session) => session.emit('audio', { noAudioIn: 'no-packets', noAudioOut: null } as never),
      { noAudio: 'in' },
    ],
    [
      'that the sound may not play',
      (session) => session.emit('blocked', { blocked: true } as never),
      { playBlocked: true },
    ],
    [
      'that the microphone is gone',
      (session) => session.emit('input', { kind: 'microphone', why: 'lost' } as never),
      { noMicrophone: 'lost' },
    ],
  ];
  for (const [what, happen, seen] of causes) {
    it(`tells ${what}, once`, async () => {
      const pbx = await startPbx();
      const ann = await register(pbx, '1000');
      const told: CallSnapshot[] = [];
      new LiveCalls(new PhoneStore(), (name, detail) => {
        if (name === 'linkus-call-change' && 'call' in detail) told.push(detail.call);
      }).follow(ann.phone);
      const session = await talkTo(ann, '*43');
      const news = () =>
        told.filter((call) => Object.entries(seen).every(([key, value]) => call[key as never] === value));
      expect(news()).to.deep.equal([]);
      happen(session);
      expect(news()).to.have.length(1);
      happen(session);
      expect(news(), 'an unchanged value emits nothing').to.have.length(1);
      await closeAll(pbx, ann);
    });
  }

  it('tells what was asked for and did not happen', async () => {
    const pbx = await startPbx();
    const ann = await register(pbx, '1000');
    const told: CallSnapshot[] = [];
    new LiveCalls(new PhoneStore(), (name, detail) => {
      if (name === 'linkus-call-change' && 'call' in detail) told.push(detail.call);
    }).follow(ann.phone);
    const session = await talkTo(ann, '*43');
    session.blindTransfer('1001');
    await until(() => told.some(({ warning }) => warning?.action === 'transfer' && warning.code === 400));
    await closeAll(pbx, ann);
  });
});

it('an incoming call has the readable headers of its INVITE, frozen', async () => {
  const pbx = await startPbx();
  const ann = await register(pbx, '1000');
  const store = new PhoneStore();
  new LiveCalls(store, () => undefined).follow(ann.phone);
  await pbx.command('alter', { extension: '1000', message: 'INVITE', headers: 'X-Order: 42' });
  const ringing = incoming(ann);
  void pbx.command('call', { extension: '1000', from: '999' });
  await ringing;
  const headers = store.snapshot.calls[0]?.headers;
  expect(headers?.['x-order']).to.deep.equal(['42']);
  expect([Object.isFrozen(headers), Object.isFrozen(headers?.['x-order'])]).to.deep.equal([true, true]);
  await closeAll(pbx, ann);
});
