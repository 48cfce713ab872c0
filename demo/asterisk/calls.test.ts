import { expect } from 'chai';
import type { Operators } from '../../src/init.js';
import { answer, answerNext, endOf, hear, inbound, incoming, place, talk, talkTo } from '../../src/testing/calls.js';
import { closeAll, register, registerAll } from '../../src/testing/operators.js';
import { startPbx, type TestPbx } from '../../src/testing/pbx.js';
import { until } from '../../src/testing/wait.js';
import type { LegFacts } from './asterisk-pbx.js';

describe('a call through Asterisk', () => {
  let pbx: TestPbx;
  let alice: Operators;
  let bob: Operators;

  before(async () => {
    pbx = await startPbx();
  });
  beforeEach(async () => {
    [alice, bob] = await registerAll(pbx, '1000', '1001');
  });
  afterEach(() => closeAll(pbx, alice, bob));

  it('between two phones is heard by both, and Asterisk has both in one bridge', async () => {
    const [caller, callee] = await talk(alice, bob);
    await hear(caller, callee);
    await pbx.command('wait', { for: 'bridged', extension: '1000', with: '1001' });
  });

  it('uses Opus at both ends', async () => {
    const sessions = await talk(alice, bob);
    for (const session of sessions) {
      await hear(session);
      expect((await inbound(session)).mimeType).to.equal('audio/opus');
    }
    const legs = await pbx.command<LegFacts[]>('calls');
    expect(legs.map(({ codec }) => codec)).to.deep.equal(['opus', 'opus']);
  });

  it('uses G.711 where the extension has no Opus', async () => {
    const old = await register(pbx, '1005');
    const session = await talkTo(old, '*43');
    await hear(session);
    expect((await inbound(session)).mimeType).to.equal('audio/PCMU');
    old.destroy();
  });

  it('to a busy number ends as busy', async () => {
    expect(await endOf(await place(alice, '*45'))).to.equal('busy');
  });

  it('that rings is cancelled, and Asterisk has no leg left', async () => {
    const session = await place(alice, '*46');
    await until(() => session.status.callStatus === 'ringing');
    session.hangup();
    expect(await endOf(session)).to.equal('cancelled');
    await pbx.command('wait', { for: 'no-calls' });
  });

  it('lets early media be heard before there is an answer', async () => {
    const session = await place(alice, '*47');
    await hear(session);
    expect(session.status.callStatus).not.to.equal('talking');
    expect(await endOf(session)).to.equal('not-found');
  });

  it('is hung up by Asterisk', async () => {
    expect(await endOf(await talkTo(alice, '*48'))).to.equal('hung-up-there');
  });

  it('is hung up by an operator at Asterisk', async () => {
    const session = await talkTo(alice, '*43');
    await pbx.command('hangup');
    expect(await endOf(session)).to.equal('hung-up-there');
  });

  it('comes in with the number and the name that Asterisk gives', async () => {
    const ringing = incoming(alice);
    await pbx.command('call', { extension: '1000', from: '5550100' });
    const session = await ringing;
    expect(session.status).to.include({ number: '5550100', name: 'Asterisk', communicationType: 'inbound' });
    await answer(session);
    await hear(session);
  });

  it('comes in and is rejected: Asterisk hears 486', async () => {
    const ringing = incoming(bob);
    const session = await place(alice, '1001');
    (await ringing).reject();
    expect(await endOf(session)).to.equal('busy');
    expect(session.end?.code).to.equal(486);
  });

  it('is answered on one of two phones: the other one hears that it was answered elsewhere', async () => {
    const second = await register(pbx, '1001');
    const [other, answered] = [incoming(second), answerNext(bob)];
    await talkTo(alice, '1001');
    await answered;
    expect(await endOf(await other)).to.equal('answered-elsewhere');
    second.destroy();
  });
});
