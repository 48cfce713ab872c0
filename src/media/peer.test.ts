import { expect } from 'chai';
import { applyCodecPreferences } from './codec-preferences.js';
import { Peer } from './peer.js';
import { until } from '../testing/wait.js';
import { replaceMember, restoreAll } from './testing/replace-member.js';

describe('two peers', () => {
  const peers: Peer[] = [];
  afterEach(() => {
    restoreAll();
    for (const peer of peers.splice(0)) peer.close();
  });

  function peer(...codecs: string[]): Peer {
    const made = new Peer([], (transceiver) => applyCodecPreferences(transceiver, codecs));
    peers.push(made);
    return made;
  }

  /** The codec that each sends, once the callee's answer is applied. */
  async function agree(caller: Peer, callee: Peer): Promise<(string | undefined)[]> {
    await callee.acceptOffer(await caller.offer());
    await caller.acceptAnswer(await callee.answer());
    return [caller, callee].map(({ connection }) =>
      connection.getSenders()[0]?.getParameters().codecs[0]?.mimeType.toLowerCase(),
    );
  }

  // Each side says in which order it wants to receive (RFC 3264 section 6.1).
  it("what the callee gets follows its own order, what it sends the caller's", async () => {
    expect(await agree(peer('opus'), peer('PCMU'))).to.deep.equal(['audio/pcmu', 'audio/opus']);
    expect(await agree(peer('PCMA'), peer('PCMA', 'opus'))).to.deep.equal(['audio/pcma', 'audio/pcma']);
  });

  it("a callee without an order keeps the caller's", async () => {
    expect(await agree(peer('G722'), peer())).to.deep.equal(['audio/g722', 'audio/g722']);
  });

  const noes: [what: string, agree: () => Promise<boolean>][] = [
    ['no', () => Promise.resolve(false)],
    ['a question that fails', () => Promise.reject(new Error('closed'))],
    [
      'a question that can not be asked',
      () => {
        throw new Error('there is no window');
      },
    ],
  ];
  for (const [what, ask] of noes) {
    it(`pictures are turned on, ${what}: the answer is made without`, async () => {
      const [caller, callee] = [peer(), peer()];
      await agree(caller, callee);
      callee.agreeToVideo = ask;
      caller.video = true;
      await agree(caller, callee);
      expect(callee.connection.signalingState).to.equal('stable');
      expect([caller.hasVideo, callee.hasVideo]).to.deep.equal([false, false]);
    });
  }

  it('an order stays in the offers and answers that follow', async () => {
    const [caller, callee] = [peer(), peer('PCMU')];
    await agree(caller, callee);
    expect(await agree(callee, caller)).to.deep.equal(['audio/pcmu', 'audio/pcmu']);
  });

  // WebRTC, 5.2: the promise of `replaceTrack()` never settles when the connection is closed meanwhile, as Firefox has it.
  it('closed during replaceTrack(): what awaits it settles, and both microphones stop', async () => {
    const [caller, callee] = [peer(), peer()];
    const microphones = await Promise.all([1, 2].map(() => navigator.mediaDevices.getUserMedia({ audio: true })));
    const [first, second] = microphones.map((stream) => stream.getAudioTracks()[0]) as [
      MediaStreamTrack,
      MediaStreamTrack,
    ];
    await callee.setMicrophone(first);
    let asked = 0;
    replaceMember(RTCRtpSender.prototype, 'replaceTrack', () => new Promise(() => (asked += 1)));
    const answered = callee.acceptOffer(await caller.offer()).then(() => callee.answer());
    const changed = until(() => asked === 1).then(() => callee.setMicrophone(second));
    await until(() => asked === 2);
    callee.close();
    expect(await answered.catch((error: unknown) => (error as Error).name)).to.equal('AbortError');
    await changed;
    expect([first.readyState, second.readyState]).to.deep.equal(['ended', 'ended']);
  });

  it('sound and pictures without a bundle: each on its own path', async () => {
    const [caller, callee] = [peer(), peer()];
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    for (const each of [caller, callee]) {
      each.video = true;
      const [microphone] = stream.clone().getAudioTracks();
      const [camera] = stream.clone().getVideoTracks();
      if (microphone) await each.setMicrophone(microphone);
      if (camera) await each.setCamera(camera);
    }
    for (const track of stream.getTracks()) track.stop();
    const withoutBundle = (sdp: string) => sdp.replace(/^a=group:BUNDLE.*\r\n/m, '');
    await callee.acceptOffer(withoutBundle(await caller.offer()));
    await caller.acceptAnswer(withoutBundle(await callee.answer()));
    await until(() => [caller, callee].every(({ connection }) => connection.connectionState === 'connected'));
    const transports = new Set(caller.connection.getSenders().map(({ transport }) => transport));
    expect(transports.size).to.equal(2);
    for (const { connection } of [caller, callee]) {
      await until(async () => {
        const reports = [...((await connection.getStats()).values() as Iterable<Record<string, unknown>>)];
        const arriving = reports.filter(
          ({ type, packetsReceived }) => type === 'inbound-rtp' && Number(packetsReceived) > 0,
        );
        return arriving.length === 2;
      });
    }
  });
});
