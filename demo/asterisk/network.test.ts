import { expect } from 'chai';
import type { Operators } from '../../src/init.js';
import type { Session } from '../../src/phone/session.js';
import { endOf, hear, hearAnew, status, talk } from '../../src/testing/calls.js';
import { closeAll, registerAll } from '../../src/testing/operators.js';
import { startPbx, type TestPbx } from '../../src/testing/pbx.js';
import { next, until } from '../../src/testing/wait.js';

const usernameFragment = ({ connection }: Session) =>
  /^a=ice-ufrag:(.*)$/m.exec(connection?.localDescription?.sdp ?? '')?.[1];

describe('a call at Asterisk and its network', () => {
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

  /** Takes Alice's socket away, and waits until her call has been negotiated anew over the next one. */
  async function reconnect(session: Session): Promise<void> {
    const before = usernameFragment(session);
    const registered = next(alice.phone, 'registered');
    await pbx.command('drop', { extension: '1000', how: 'terminate' });
    await registered;
    await until(() => session.connection?.signalingState === 'stable' && usernameFragment(session) !== before);
  }

  it('gets a new socket and a new path, and both go on talking', async () => {
    const [caller, callee] = await talk(alice, bob);
    await hear(caller, callee);
    await reconnect(caller);
    await hearAnew(caller, callee);
    expect(caller.end ?? callee.end).to.equal(null);
    await pbx.command('wait', { for: 'bridged', extension: '1000', with: '1001' });
  });

  it('keeps its hold over a new socket', async () => {
    const [caller, callee] = await talk(alice, bob);
    await hear(caller, callee);
    caller.hold();
    await status(caller, { isHold: true });
    await reconnect(caller);
    await pbx.command('wait', { for: 'hold', extension: '1000' });
    caller.unhold();
    await status(caller, { isHold: false });
    await pbx.command('wait', { for: 'hold', extension: '1000', held: false });
    await hearAnew(caller, callee);
  });

  it('is ended from the new socket, and over it from the other side', async () => {
    const [caller, callee] = await talk(alice, bob);
    await reconnect(caller);
    callee.hangup();
    expect(await endOf(caller)).to.equal('hung-up-there');
  });

  it('that was hung up without a connection ends at Asterisk as soon as there is one', async () => {
    const [caller, callee] = await talk(alice, bob);
    const disconnected = next(alice.phone, 'disconnected');
    await pbx.command('drop', { extension: '1000', how: 'terminate' });
    await disconnected;
    caller.hangup();
    expect(await endOf(callee)).to.equal('hung-up-there');
  });
});
