import { expect } from 'chai';
import { applyCodecPreferences, orderCodecs } from './codec-preferences.js';
import { setLogLevel } from '../logger.js';
import { replaceMember, restoreAll } from './testing/replace-member.js';

const names = (codecs: readonly RTCRtpCodec[]) =>
  codecs.map(({ mimeType, clockRate }) => `${mimeType.replace('audio/', '')}/${clockRate}`);

describe('orderCodecs', () => {
  const codec = (name: string, clockRate: number): RTCRtpCodec => ({ mimeType: `audio/${name}`, clockRate });
  const browser = [
    ...[codec('opus', 48000), codec('red', 48000), codec('G722', 8000), codec('PCMU', 8000), codec('PCMA', 8000)],
    ...[codec('CN', 8000), codec('telephone-event', 48000), codec('telephone-event', 8000)],
  ];
  const helpers = ['red/48000', 'CN/8000', 'telephone-event/48000', 'telephone-event/8000'];
  const table: [wanted: string[], order: string[]][] = [
    [['PCMA'], ['PCMA/8000', 'opus/48000', 'G722/8000', 'PCMU/8000']],
    [
      ['pcma', 'Opus'],
      ['PCMA/8000', 'opus/48000', 'G722/8000', 'PCMU/8000'],
    ],
    [
      [' G722 ', 'PCMU', 'PCMA', 'opus'],
      ['G722/8000', 'PCMU/8000', 'PCMA/8000', 'opus/48000'],
    ],
    [
      ['iLBC', 'PCMU'],
      ['PCMU/8000', 'opus/48000', 'G722/8000', 'PCMA/8000'],
    ],
    [
      ['telephone-event', 'PCMU'],
      ['PCMU/8000', 'opus/48000', 'G722/8000', 'PCMA/8000'],
    ],
    [
      ['opus', 'opus'],
      ['opus/48000', 'G722/8000', 'PCMU/8000', 'PCMA/8000'],
    ],
  ];
  for (const [wanted, order] of table) {
    it(wanted.join(), () => expect(names(orderCodecs(browser, wanted))).to.deep.equal([...order, ...helpers]));
  }
});

describe('applyCodecPreferences', () => {
  afterEach(restoreAll);

  /** The codecs of the offer's line `m=audio`, in its order. */
  async function offered(wanted: string[]): Promise<string[]> {
    const connection = new RTCPeerConnection();
    applyCodecPreferences(connection.addTransceiver('audio'), wanted);
    const { sdp = '' } = await connection.createOffer();
    connection.close();
    const payloads = /^m=audio \d+ \S+ (.*)$/m.exec(sdp)?.[1]?.trim().split(' ') ?? [];
    return payloads.map((payload) => new RegExp(`^a=rtpmap:${payload} (\\S+/\\d+)`, 'm').exec(sdp)?.[1] ?? payload);
  }

  it('puts PCMA first in the offer and loses nothing', async () => {
    const [before, after] = [await offered([]), await offered(['PCMA'])];
    expect(after[0]).to.equal('PCMA/8000');
    expect([...after].sort()).to.deep.equal([...before].sort());
    expect(after).to.include.members(['telephone-event/8000', 'telephone-event/48000', 'CN/8000']);
  });

  it('orders the answer, and the call runs on what it says', async () => {
    const [caller, callee] = [new RTCPeerConnection(), new RTCPeerConnection()];
    caller.addTransceiver('audio');
    await caller.setLocalDescription();
    await callee.setRemoteDescription(caller.localDescription as RTCSessionDescription);
    applyCodecPreferences(callee.getTransceivers()[0] as RTCRtpTransceiver, ['PCMU']);
    await callee.setLocalDescription();
    await caller.setRemoteDescription(callee.localDescription as RTCSessionDescription);
    expect(caller.getSenders()[0]?.getParameters().codecs[0]?.mimeType).to.equal('audio/PCMU');
    caller.close();
    callee.close();
  });

  it('warns once of a name that the browser does not know', async () => {
    const warnings: string[] = [];
    setLogLevel('warn');
    replaceMember(console, 'warn', (text: string) => warnings.push(text));
    const order = await offered(['G729', 'PCMU']);
    await offered(['G729']);
    expect(order[0]).to.equal('PCMU/8000');
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain('g729').and.to.contain('opus');
  });

  it('leaves a browser alone that can not choose', () => {
    const connection = new RTCPeerConnection();
    const transceiver = connection.addTransceiver('audio');
    const old = { receiver: transceiver.receiver } as unknown as RTCRtpTransceiver;
    expect(() => applyCodecPreferences(old, ['PCMA'])).not.to.throw();
    connection.close();
  });
});
