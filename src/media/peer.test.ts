import { expect } from 'chai';
import { applyCodecPreferences } from './codec-preferences.js';
import { Peer } from './peer.js';

describe('two peers', () => {
  const peers: Peer[] = [];
  afterEach(() => {
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
});
