import { expect } from 'chai';
import { answer, confirmed, endOf, hear, hearAnew, incoming, place, ring, talk, talkTo } from '../testing/calls.js';
import { closeAll, register } from '../testing/operators.js';
import { startPbx, type TestPbx, type TestPbxOptions } from '../testing/pbx.js';
import { headerOf, SipWatch, summary } from '../testing/sip-log.js';
import { next, until } from '../testing/wait.js';
import type { Operators } from '../init.js';
import type { Session } from './session.js';

/** Regular messages in forms that few PBXs use, and irregular ones that some do. */
describe('messages in other forms', () => {
  let pbx: TestPbx;
  let alice: Operators;
  let watch: SipWatch;

  async function withPbx(options: TestPbxOptions = {}): Promise<void> {
    pbx = await startPbx(options);
    alice = await register(pbx, '1000');
    watch = new SipWatch(pbx, '1000');
  }
  afterEach(() => closeAll(pbx, alice));

  const alter = (message: string, how: Record<string, unknown>) =>
    pbx.command('alter', { extension: '1000', message, ...how });

  async function rings(): Promise<Session> {
    const ringing = incoming(alice);
    await pbx.command('call', { extension: '1000' });
    return ringing;
  }

  const invites = async () => (await watch.fromPhone()).filter((text) => summary(text) === 'INVITE');

  it('SIP in binary frames: registration, a call out, a call in', async () => {
    pbx = await startPbx();
    await pbx.command('settings', { binary_frames: 1 });
    alice = await register(pbx, '1000');
    const out = await talkTo(alice, '*43');
    await hear(out);
    out.hangup();
    const session = await rings();
    await answer(session);
    await hear(session);
  });

  it('a description as one part of several, in an INVITE and in a 200', async () => {
    await withPbx();
    await alter('INVITE', { sdp: 'multipart' });
    const session = await rings();
    await answer(session);
    await hear(session);
    session.hangup();
    await alter('200 INVITE', { sdp: 'multipart' });
    await hear(await talkTo(alice, '*43'));
  });

  it('re-INVITE without an offer: both sides hear each other before and after', async () => {
    await withPbx();
    const bob = await register(pbx, '1001');
    const sessions = await talk(alice, bob);
    await hearAnew(...sessions);
    for (const extension of ['1000', '1001', '1000']) {
      expect(await pbx.command('reinvite', { extension, sdp: 'none' })).to.equal(200);
      await hearAnew(...sessions);
    }
    expect(sessions.map(({ end }) => end)).to.deep.equal([null, null]);
    // A hold of our own is still possible.
    sessions[0].hold();
    await until(() => sessions[0].status.isHold);
    bob.destroy();
  });

  it('UPDATE with and without an offer', async () => {
    await withPbx();
    const session = await talkTo(alice, '*43');
    await hear(session);
    for (const sdp of ['none', '']) {
      expect(await pbx.command('reinvite', { extension: '1000', method: 'UPDATE', ...(sdp && { sdp }) })).to.equal(200);
      await hearAnew(session);
    }
    await pbx.command('reinvite', { extension: '1000', method: 'UPDATE', direction: 'sendonly' });
    await until(() => session.status.isRemoteHold);
    await pbx.command('reinvite', { extension: '1000', method: 'UPDATE', direction: 'sendrecv' });
    await until(() => !session.status.isRemoteHold);
    await hearAnew(session);
  });

  for (const mode of [1, 2]) {
    it(`reliable provisional responses (RFC 3262), ${mode === 1 ? 'supported' : 'required'}`, async () => {
      pbx = await startPbx();
      await pbx.command('extension', { number: '1000', reliable_progress: mode });
      alice = await register(pbx, '1000');
      watch = new SipWatch(pbx, '1000');
      const session = await rings();
      await until(async () => (await watch.fromPhone()).some((text) => summary(text) === '180 INVITE'));
      await answer(session);
      await hear(session);
      const ringing = (await watch.fromPhone()).filter((text) => summary(text) === '180 INVITE');
      if (mode === 2) {
        expect(headerOf(ringing[0] ?? '', 'Require')).to.equal('100rel');
        expect((await watch.toPhone()).map(summary)).to.include('PRACK');
      }
      session.hangup();
      // And the other way: the PBX rings reliably.
      const out = await talkTo(alice, '*183');
      await hear(out);
      expect((await watch.fromPhone()).map(summary)).to.include('PRACK');
      expect(out.end).to.equal(null);
    });
  }

  it('422 on a refresh: the interval is raised, and the refresh is taken', async () => {
    await withPbx({ sessionExpires: 4, minSessionExpires: 2, sessionRefresher: 'client' });
    const session = await talkTo(alice, '*43');
    await pbx.command('respond', {
      extension: '1000',
      method: 'INVITE',
      where: 'dialog',
      status: 422,
      headers: 'Min-SE: 8',
    });
    await until(async () => (await invites()).length >= 3);
    const refreshes = (await invites()).slice(1);
    expect(headerOf(refreshes[0] ?? '', 'Session-Expires')).to.match(/^4\b/);
    expect(headerOf(refreshes[1] ?? '', 'Session-Expires')).to.match(/^8\b/);
    expect(headerOf(refreshes[1] ?? '', 'Min-SE')).to.equal('8');
    await until(() => session.connection?.signalingState === 'stable');
    expect(session.end).to.equal(null);
  });

  for (const [status, headers] of [
    [500, 'Retry-After: 1'],
    [491, ''],
  ] as const) {
    it(`a hold that is refused with ${status} ${headers} is tried again`, async () => {
      await withPbx();
      const session = await talkTo(alice, '*43');
      await pbx.command('respond', { extension: '1000', method: 'INVITE', where: 'dialog', status, headers });
      session.hold();
      await until(() => session.status.isHold && !session.holdPending);
      expect((await invites()).length).to.equal(3);
    });
  }

  it('other devices of the extension in the answer to REGISTER', async () => {
    pbx = await startPbx();
    alice = await register(pbx, '1000');
    const contacts = [
      '<sip:1000@under_score.example;x=%>;expires=60',
      '<tel:+4930123>;expires=5',
      '"Desk, phone" <sips:1000@[::1]:5061;transport=tls>;expires=1;+sip.instance="<urn:uuid:1>"',
      'nonsense',
      '*',
      '',
    ];
    await alter('200 REGISTER', { headers: contacts.map((contact) => `Contact: ${contact}`).join('\n') });
    const registered = next(alice.phone, 'registered');
    alice.phone.reRegister();
    await registered;
    expect(alice.phone.isRegistered).to.equal(true);
    const session = await rings();
    await answer(session);
  });

  const odd = [
    'Alert-Info: <<<;;;"',
    'P-Asserted-Identity: "',
    'Session-Expires: soon',
    'Supported: ,,;',
    'Date: yesterday',
    'X-Odd: \u0007\u00e4\u4e2d"<;',
    'Record-Route: nonsense',
    'Require:',
    'Expires: never',
    'Diversion: <sip:%zz@>;reason="',
    'Allow: <>',
  ];
  for (const line of odd) {
    it(`an INVITE with a header that cannot be read rings, and is answered: ${line}`, async () => {
      await withPbx();
      await alter('INVITE', { headers: line });
      const session = await rings();
      expect(session.status.number).to.equal('999');
      await answer(session);
      await hear(session);
    });
  }

  it("the caller's name in quotes, and its headers", async () => {
    await withPbx();
    await alter('INVITE', {
      replace: 'From: "Zoë \\"Z\\" O\'Neil, Sales" <sip:999@127.0.0.1>',
      headers: 'X-Queue: sales\nx-queue: berlin\nAuthorization: Digest secret\nSubject: Order',
    });
    const session = await rings();
    expect(session.call.remote).to.include({ number: '999', name: 'Zoë "Z" O\'Neil, Sales' });
    const { headers } = session.call;
    expect(headers['x-queue']).to.deep.equal(['sales', 'berlin']);
    expect(headers['subject']).to.deep.equal(['Order']);
    expect(headers).not.to.have.any.keys('authorization', 'via', 'from', 'contact');
    await answer(session);
    await hear(session);
  });

  const identities: [value: string, number: string, name: string][] = [
    ['"Ann \\"A\\" \\\\ Lee" <sip:2001@pbx>', '2001', 'Ann "A" \\ Lee'],
    ['tel:+493012345', '+493012345', ''],
    ['<tel:+493012345;ext=7>', '+493012345', ''],
    ['"Ann" <sip:2001@pbx;user=phone>, <tel:+493012345>', '2001', 'Ann'],
    ['<tel:+493012345>, "Ann" <sip:2001@pbx>', '+493012345', 'Ann'],
    ['Ann Lee <sip:2001@pbx>', '2001', 'Ann Lee'],
    ['"Lee, Ann" <sip:2001@pbx>', '2001', 'Lee, Ann'],
    ['<sip:2001@pbx>;privacy=off', '2001', ''],
  ];
  it('P-Asserted-Identity on an INVITE, in each form', async () => {
    await withPbx();
    for (const [value, number, name] of identities) {
      await alter('INVITE', { headers: `P-Asserted-Identity: ${value}` });
      const session = await rings();
      expect(session.call.remote.number, value).to.equal(number);
      expect(session.call.remote.name, value).to.equal(name);
      session.reject();
      await pbx.command('wait', { for: 'no-calls' });
    }
  });

  for (const message of ['180 INVITE', '200 INVITE']) {
    it(`P-Asserted-Identity on ${message}`, async () => {
      await withPbx();
      const bob = await register(pbx, '1001');
      await alter(message, {
        replace: 'Remote-Party-ID: ',
        headers: 'P-Asserted-Identity: <tel:+493012345>, "Ann \\"A\\" Lee" <sip:2001@pbx>',
      });
      const [call, ringing] = await ring(alice, bob);
      if (message === '200 INVITE') {
        await answer(ringing);
        await confirmed(call);
      }
      await until(() => call.status.number === '+493012345');
      expect(call.status.name).to.equal('Ann "A" Lee');
      bob.destroy();
    });
  }

  it('an INVITE without an offer, of a telephone address: our offer is in the 200, the answer in the ACK', async () => {
    await withPbx();
    const caller = new RTCPeerConnection();
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) caller.addTrack(track, stream);
    const head = (method: string) =>
      [
        `${method} sip:1000@127.0.0.1;webclient SIP/2.0`,
        `Via: SIP/2.0/WS localhost;branch=z9hG4bKraw${method}`,
        'From: "Raw" <tel:+49-30-123;phone-context=example.com>;tag=raw',
        'Call-ID: raw',
        'Max-Forwards: 70',
        `CSeq: 1 ${method}`,
        'Contact: <sip:pbx@localhost;transport=ws>',
      ].join('\n');
    const send = (text: string) => pbx.command('raw', { extension: '1000', text });
    const ringing = incoming(alice);
    await send(`${head('INVITE')}\nTo: <sip:1000@127.0.0.1>\nContent-Length: 0\n\n`);
    const session = await ringing;
    expect(session.call.remote).to.include({ number: '+49-30-123', name: 'Raw' });
    const connected = next(session, 'confirmed');
    await session.answer();
    const ok = await watch.sends('200 INVITE');
    await caller.setRemoteDescription({ type: 'offer', sdp: ok.slice(ok.indexOf('\r\n\r\n') + 4) });
    await caller.setLocalDescription();
    await until(() => caller.iceGatheringState === 'complete');
    const sdp = caller.localDescription?.sdp ?? '';
    const type = `Content-Type: application/sdp\nContent-Length: ${new TextEncoder().encode(sdp).length}`;
    await send(`${head('ACK')}\nTo: ${headerOf(ok, 'To')}\n${type}\n\n${sdp}`);
    await connected;
    await hear(session);
    await send(`${head('BYE').replace('CSeq: 1', 'CSeq: 2')}\nTo: ${headerOf(ok, 'To')}\nContent-Length: 0\n\n`);
    expect(await endOf(session)).to.equal('hung-up-there');
    caller.close();
    for (const track of stream.getTracks()) track.stop();
  });

  it('a call that is placed while the PBX answers in other forms ends as any other', async () => {
    await withPbx();
    await alter('200 INVITE', { sdp: 'no-last-line-end,no-direction' });
    const session = await place(alice, '*43');
    await confirmed(session);
    await hear(session);
    session.hangup();
    expect(await endOf(session)).to.equal('hung-up-here');
  });
});
