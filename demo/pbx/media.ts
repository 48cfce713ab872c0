import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket, type RTCRtpTransceiver } from 'werift';
import type { MediaLeg, MediaServer, MediaStats } from './media-server.js';
import { FRAME_MILLISECONDS, FRAME_SAMPLES, melodyFrame } from './melody.js';

const LOOPBACK = '127.0.0.1';
const DIGITS = '0123456789*#ABCD';

/**
 * The address at which a browser on this machine or in its network reaches us: that of the interface with the default
 * route, else of any network, else loopback.
 */
export async function reachableAddress(): Promise<string> {
  const interfaces = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const addresses = interfaces.filter(({ family, internal }) => family === 'IPv4' && !internal);
  const routed = await routedAddress();
  const found = addresses.find(({ address }) => address === routed) ?? addresses[0];
  return found?.address ?? LOOPBACK;
}

/** Our address on the way to the Internet. Connecting a UDP socket only looks the route up; nothing is sent. */
function routedAddress(): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(undefined);
    });
    // An address of TEST-NET-2 (RFC 5737), which belongs to nobody.
    socket.connect(9, '198.51.100.1', () => {
      const { address } = socket.address();
      socket.close();
      resolve(address);
    });
  });
}

/** Media over werift, one peer connection for each leg of each call. */
export class WeriftMediaServer implements MediaServer {
  readonly #address: string;
  readonly #legs = new Set<WeriftLeg>();

  /** @param address the IPv4 address that we listen on and offer */
  constructor(address: string) {
    this.#address = address;
  }

  createLeg(): MediaLeg {
    const leg = new WeriftLeg(this.#address, () => this.#legs.delete(leg));
    this.#legs.add(leg);
    return leg;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#legs].map((leg) => leg.shutDown()));
  }
}

type PacketKind = 'audio' | 'digit';

/** A packet on its way from one leg to another: numbers of the source, payload type left to the receiver's side. */
interface ForwardedPacket {
  kind: PacketKind;
  /** Clock rate of a digit's payload type; 48000 for audio. */
  clockRate: number;
  ssrc: number;
  sequenceNumber: number;
  timestamp: number;
  marker: boolean;
  payload: Buffer;
}

class WeriftLeg implements MediaLeg {
  readonly #address: string;
  readonly #onClosed: () => void;
  readonly #connection: RTCPeerConnection;
  readonly #transceiver: RTCRtpTransceiver;
  readonly #numbering = new Numbering();
  #receive: (packet: ForwardedPacket) => void = () => undefined;
  #player: ReturnType<typeof setTimeout> | undefined;
  #packetsReceived = 0;
  #packetsSent = 0;
  #digits = '';
  #lastDigitTimestamp: number | undefined;
  #closing: Promise<void> | undefined;
  onDigit: ((digit: string) => void) | undefined;

  constructor(address: string, onClosed: () => void) {
    this.#address = address;
    this.#onClosed = onClosed;
    this.#connection = new RTCPeerConnection({
      codecs: { audio: audioCodecs(), video: videoCodecs() },
      iceServers: [],
      // Like the real PBX: we send no checks of our own, so the phone must be able to reach us, not we it.
      iceLite: true,
      iceUseIpv6: false,
      iceInterfaceAddresses: { udp4: address },
      // werift leaves loopback out unless it is asked for by name.
      iceAdditionalHostAddresses: [address],
    });
    this.#transceiver = this.#connection.addTransceiver('audio', { direction: 'sendrecv' });
    // A video call is taken as an audio call: its video section is there, and idle.
    this.#connection.onRemoteTransceiverAdded.subscribe((transceiver) => {
      if (transceiver.kind === 'video') transceiver.setDirection('inactive');
    });
    this.#transceiver.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe((packet) => this.#received(packet));
    });
  }

  async answer(offerSdp: string): Promise<string> {
    await this.#connection.setRemoteDescription({ type: 'offer', sdp: offerSdp });
    if (this.#codecFor('audio', 48_000) === undefined) throw new Error('The offer has no Opus.');
    await this.#connection.setLocalDescription(await this.#connection.createAnswer());
    return this.#localSdp();
  }

  async offer(): Promise<string> {
    await this.#connection.setLocalDescription(await this.#connection.createOffer());
    return this.#localSdp();
  }

  async accept(answerSdp: string): Promise<void> {
    await this.#connection.setRemoteDescription({ type: 'answer', sdp: answerSdp });
  }

  bridge(other: MediaLeg): void {
    if (!(other instanceof WeriftLeg)) throw new TypeError('Both legs must be of the same media server.');
    this.#receive = (packet) => other.#send(packet);
    other.#receive = (packet) => this.#send(packet);
  }

  echo(): void {
    this.#receive = (packet) => this.#send(packet);
  }

  play(): void {
    const source = Math.floor(Math.random() * 2 ** 32);
    let count = 0;
    let start = performance.now();
    // Timers are late by a little each time: what is due is counted from the clock, so that the lateness never adds up.
    const sendDue = (): void => {
      const late = performance.now() - start - count * FRAME_MILLISECONDS;
      // After a long stall the missed frames are dropped, not poured out at once.
      if (late > 500) start += late;
      while (performance.now() - start >= count * FRAME_MILLISECONDS) {
        this.#send({
          kind: 'audio',
          clockRate: 48_000,
          ssrc: source,
          sequenceNumber: count & 0xffff,
          timestamp: (count * FRAME_SAMPLES) % 2 ** 32,
          marker: count === 0,
          payload: Buffer.from(melodyFrame(count)),
        });
        count += 1;
      }
      this.#player = setTimeout(sendDue, start + count * FRAME_MILLISECONDS - performance.now());
    };
    clearTimeout(this.#player);
    sendDue();
  }

  stats(): MediaStats {
    return {
      packetsReceived: this.#packetsReceived,
      packetsSent: this.#packetsSent,
      digits: this.#digits,
      connection: this.#connection.connectionState,
    };
  }

  close(): void {
    void this.shutDown();
  }

  shutDown(): Promise<void> {
    clearTimeout(this.#player);
    this.#receive = () => undefined;
    this.#closing ??= closeConnection(this.#connection).finally(this.#onClosed);
    return this.#closing;
  }

  #received(packet: RtpPacket): void {
    const { payloadType, ssrc, sequenceNumber, timestamp, marker } = packet.header;
    const codec = this.#transceiver.codecs.find((entry) => entry.payloadType === payloadType);
    if (!codec) return;
    this.#packetsReceived += 1;
    const kind: PacketKind = codec.name.toLowerCase() === 'telephone-event' ? 'digit' : 'audio';
    if (kind === 'digit') this.#digit(packet);
    this.#receive({
      kind,
      clockRate: codec.clockRate,
      ssrc,
      sequenceNumber,
      timestamp,
      marker,
      payload: packet.payload,
    });
  }

  /** RFC 4733: all packets of one key press carry the timestamp of its beginning. */
  #digit(packet: RtpPacket): void {
    if (packet.header.timestamp === this.#lastDigitTimestamp) return;
    this.#lastDigitTimestamp = packet.header.timestamp;
    const digit = DIGITS[packet.payload[0] ?? DIGITS.length];
    if (digit === undefined) return;
    this.#digits += digit;
    this.onDigit?.(digit);
  }

  #send(packet: ForwardedPacket): void {
    const { sender } = this.#transceiver;
    const codec = this.#codecFor(packet.kind, packet.clockRate);
    if (!codec || this.#closing || this.#connection.connectionState !== 'connected') return;
    const { sequenceNumber, timestamp } = this.#numbering.next(packet);
    const header = new RtpHeader({ sequenceNumber, timestamp, marker: packet.marker });
    // werift's sender writes the payload type of its one codec on every packet; it reads it before its first await, so
    // a digit borrows the place for the length of this call.
    const audioCodec = sender.codec;
    sender.codec = codec;
    sender.sendRtp(new RtpPacket(header, packet.payload)).catch(() => undefined);
    if (audioCodec) sender.codec = audioCodec;
    this.#packetsSent += 1;
  }

  #codecFor(kind: PacketKind, clockRate: number): RTCRtpCodecParameters | undefined {
    const name = kind === 'audio' ? 'opus' : 'telephone-event';
    return this.#transceiver.codecs.find((codec) => codec.name.toLowerCase() === name && codec.clockRate === clockRate);
  }

  /** werift offers every address of the machine, although it listens on ours only. */
  #localSdp(): string {
    const lines = (this.#connection.localDescription?.sdp ?? '').split('\r\n');
    return lines.filter((line) => !line.startsWith('a=candidate:') || line.includes(` ${this.#address} `)).join('\r\n');
  }
}

/**
 * Closes a peer connection with all its timers. werift begins or repeats an unfinished DTLS handshake for half a minute
 * after the end, which would keep Node running. It doesn't when it believes that the first flight was sent already, or
 * that the last one was reached.
 */
export function closeConnection(connection: RTCPeerConnection): Promise<void> {
  for (const { dtls } of connection.dtlsTransports) {
    if (dtls) dtls.dtls.flight = dtls.dtls.flight === 0 ? 1 : Number.MAX_SAFE_INTEGER;
  }
  return connection.close();
}

/** New objects for each connection: werift writes the negotiated payload types into them. */
function audioCodecs(): RTCRtpCodecParameters[] {
  const event = (clockRate: number) =>
    new RTCRtpCodecParameters({ mimeType: 'audio/telephone-event', clockRate, parameters: '0-16' });
  return [
    new RTCRtpCodecParameters({
      mimeType: 'audio/opus',
      clockRate: 48_000,
      channels: 2,
      parameters: 'minptime=10;useinbandfec=1',
    }),
    event(48_000),
    event(8_000),
  ];
}

/** Only so that a video section can be answered at all. */
function videoCodecs(): RTCRtpCodecParameters[] {
  return [new RTCRtpCodecParameters({ mimeType: 'video/VP8', clockRate: 90_000 })];
}

/**
 * Gives the packets of changing sources one unbroken row of sequence numbers and timestamps, as the receiver's jitter
 * buffer and SRTP want it.
 */
class Numbering {
  #ssrc: number | undefined;
  #sequenceOffset = 0;
  #timestampOffset = 0;
  #lastSequence = Math.floor(Math.random() * 2 ** 15);
  #lastTimestamp = Math.floor(Math.random() * 2 ** 31);

  next(packet: ForwardedPacket): { sequenceNumber: number; timestamp: number } {
    if (packet.ssrc !== this.#ssrc) {
      this.#ssrc = packet.ssrc;
      this.#sequenceOffset = this.#lastSequence + 1 - packet.sequenceNumber;
      this.#timestampOffset = this.#lastTimestamp + FRAME_SAMPLES - packet.timestamp;
    }
    this.#lastSequence = (packet.sequenceNumber + this.#sequenceOffset) & 0xffff;
    this.#lastTimestamp = (packet.timestamp + this.#timestampOffset) >>> 0;
    return { sequenceNumber: this.#lastSequence, timestamp: this.#lastTimestamp };
  }
}
