import {
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtcpPayloadSpecificFeedback,
  PictureLossIndication,
  RtpHeader,
  RtpPacket,
  type RTCRtpTransceiver,
} from 'werift';
import type { MediaLeg, MediaLegOptions, MediaPath, MediaStats, Tune } from './media-server.js';
import { startRestarted, Wire, withoutGenerations } from './media-path.js';
import { FRAME_MILLISECONDS, FRAME_SAMPLES, tuneFrame } from './melody.js';
import { Numbering, type ForwardedPacket } from './rtp-numbering.js';
import { hasVideoSection, presentable, tolerable, videoWish, type Direction, type VideoWish } from './sdp.js';

const DIGITS = '0123456789*#ABCD';

/** One call leg's media: a peer connection, and where its packets go. */
export class WeriftLeg implements MediaLeg {
  readonly #address: string;
  readonly #onClosed: () => void;
  readonly #connection: RTCPeerConnection;
  readonly #audio: RTCRtpTransceiver;
  readonly #audioNumbering = new Numbering(FRAME_SAMPLES);
  readonly #videoNumbering = new Numbering(3000);
  /** Where packets go and come from: another leg, or this one for an echo. */
  #peer: WeriftLeg | undefined;
  #player: ReturnType<typeof setTimeout> | undefined;
  #packetsReceived = 0;
  #packetsSent = 0;
  #videoReceived = 0;
  #videoSent = 0;
  #keyFramesRequested = 0;
  #digits = '';
  #lastDigitTimestamp: number | undefined;
  #closing: Promise<void> | undefined;
  readonly #wire: Wire;
  #before: { direction: Direction; video: VideoWish | undefined } | undefined;
  direction: Direction = 'sendrecv';
  video: VideoWish | undefined;
  remoteVideo: VideoWish | undefined;
  onDigit: ((digit: string) => void) | undefined;

  constructor(address: string, options: MediaLegOptions, onClosed: () => void) {
    this.#address = address;
    this.#onClosed = onClosed;
    this.#connection = new RTCPeerConnection({
      codecs: { audio: audioCodecs(options.telephoneEvent ?? true), video: videoCodecs() },
      bundlePolicy: 'max-bundle',
      iceServers: [],
      // Like the real PBX: we send no checks of our own, so the phone must be able to reach us, not we it.
      iceLite: true,
      iceUseIpv6: false,
      iceInterfaceAddresses: { udp4: address },
      // werift leaves loopback out unless it is asked for by name.
      iceAdditionalHostAddresses: [address],
    });
    this.#wire = new Wire(this.#connection);
    this.#connection.onTransceiverAdded.subscribe((transceiver) => this.#watch(transceiver));
    this.#audio = this.#connection.addTransceiver('audio', { direction: 'sendrecv' });
  }

  async answer(offerSdp: string): Promise<string> {
    await this.#connection.setRemoteDescription({ type: 'offer', sdp: tolerable(withoutGenerations(offerSdp)) });
    this.#wire.negotiated(offerSdp);
    if (this.#codecFor('audio', 48_000) === undefined) throw new Error('The offer has no Opus.');
    this.remoteVideo = videoWish(offerSdp);
    if (!hasVideoSection(offerSdp)) this.video = undefined;
    this.#applyWishes();
    await this.#connection.setLocalDescription(await this.#connection.createAnswer());
    startRestarted(this.#connection);
    this.#before = { direction: this.direction, video: this.video };
    return this.#localSdp();
  }

  async offer({ iceRestart = false } = {}): Promise<string> {
    if (this.video && !this.#video) this.#connection.addTransceiver('video', { direction: 'sendrecv' });
    this.#applyWishes();
    await this.#connection.setLocalDescription(await this.#connection.createOffer({ iceRestart }));
    return this.#localSdp();
  }

  async accept(answerSdp: string): Promise<void> {
    await this.#connection.setRemoteDescription({ type: 'answer', sdp: tolerable(withoutGenerations(answerSdp)) });
    this.#wire.negotiated(answerSdp);
    startRestarted(this.#connection);
    if (this.#codecFor('audio', 48_000) === undefined) throw new Error('The answer has no Opus.');
    this.remoteVideo = videoWish(answerSdp);
    if (!hasVideoSection(answerSdp)) this.video = undefined;
    this.#before = { direction: this.direction, video: this.video };
  }

  async rollback(): Promise<void> {
    if (this.#connection.signalingState === 'have-local-offer') {
      await this.#connection.setLocalDescription({ type: 'rollback' });
    }
    if (this.#before) ({ direction: this.direction, video: this.video } = this.#before);
    this.#applyWishes();
  }

  bridge(other: MediaLeg): void {
    if (!(other instanceof WeriftLeg)) throw new TypeError('Both legs must be of the same media server.');
    this.silence();
    other.silence();
    this.#peer = other;
    other.#peer = this;
    // Without one, who has just been joined sees nothing until the other camera's next key frame.
    this.#requestKeyFrame();
    other.#requestKeyFrame();
  }

  echo(): void {
    this.silence();
    this.#peer = this;
  }

  silence(): void {
    clearTimeout(this.#player);
    const peer = this.#peer;
    this.#peer = undefined;
    if (peer && peer.#peer === this) peer.#peer = undefined;
  }

  play(tune: Tune): void {
    this.silence();
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
          payload: Buffer.from(tuneFrame(tune, count)),
        });
        count += 1;
      }
      this.#player = setTimeout(sendDue, start + count * FRAME_MILLISECONDS - performance.now());
    };
    sendDue();
  }

  set path(path: MediaPath) {
    this.#wire.path = path;
  }

  stats(): MediaStats {
    return {
      packetsReceived: this.#packetsReceived,
      packetsSent: this.#packetsSent,
      digits: this.#digits,
      connection: this.#connection.connectionState,
      ...(this.video && {
        video: {
          packetsReceived: this.#videoReceived,
          packetsSent: this.#videoSent,
          keyFramesRequested: this.#keyFramesRequested,
        },
      }),
    };
  }

  close(): void {
    void this.shutDown();
  }

  shutDown(): Promise<void> {
    this.silence();
    this.#closing ??= closeConnection(this.#connection).finally(this.#onClosed);
    return this.#closing;
  }

  get #video(): RTCRtpTransceiver | undefined {
    return this.#connection.getTransceivers().find(({ kind }) => kind === 'video');
  }

  #watch(transceiver: RTCRtpTransceiver): void {
    // werift announces a track again with each description.
    const seen = new Set<number | undefined>();
    transceiver.onTrack.subscribe((track) => {
      if (seen.has(track.ssrc)) return;
      seen.add(track.ssrc);
      track.onReceiveRtp.subscribe((packet) => this.#received(transceiver, packet));
    });
    transceiver.sender.onPictureLossIndication.subscribe(() => this.#askPeerForKeyFrame());
    // werift's router hands a request that names one of the phone's own sources as its sender to the receiver of that
    // source: in a browser that sends no pictures, it is the one of audio.
    transceiver.receiver.onRtcp.subscribe((packet) => {
      const feedback = packet instanceof RtcpPayloadSpecificFeedback ? packet.feedback : undefined;
      if (feedback instanceof PictureLossIndication) this.#askPeerForKeyFrame();
    });
  }

  /** Writes the wished directions and the one codec of video into werift's transceivers. */
  #applyWishes(): void {
    this.#before ??= { direction: this.direction, video: undefined };
    this.#audio.setDirection(this.direction);
    const transceiver = this.#video;
    if (!transceiver) return;
    const { video } = this;
    transceiver.setDirection(video?.direction ?? 'inactive');
    if (!video) return;
    const wanted = transceiver.codecs.filter(
      ({ name, parameters }) =>
        name.toUpperCase() === video.codec &&
        // Both ends must put their pictures into packets in the same way (RFC 6184 section 6.3).
        (video.codec === 'VP8' || /packetization-mode=1/.test(parameters ?? '')),
    );
    if (wanted[0]) transceiver.codecs = [wanted[0]];
    else if (transceiver.codecs.length === 0) {
      transceiver.codecs = videoCodecs().filter(({ name }) => name.toUpperCase() === video.codec);
    }
  }

  #askPeerForKeyFrame(): void {
    const peer = this.#peer;
    if (peer) peer.#requestKeyFrame();
  }

  #requestKeyFrame(): void {
    const receiver = this.#video?.receiver;
    const ssrc = receiver?.tracks.at(-1)?.ssrc;
    if (!this.video || !receiver || ssrc === undefined || this.#closing) return;
    this.#keyFramesRequested += 1;
    void receiver.sendRtcpPLI(ssrc);
  }

  #received(transceiver: RTCRtpTransceiver, packet: RtpPacket): void {
    const { payloadType, ssrc, sequenceNumber, timestamp, marker } = packet.header;
    const codec = transceiver.codecs.find((entry) => entry.payloadType === payloadType);
    if (!codec) return;
    const isDigit = codec.name.toLowerCase() === 'telephone-event';
    const kind = transceiver.kind === 'video' ? 'video' : isDigit ? 'digit' : 'audio';
    if (kind === 'video') this.#videoReceived += 1;
    else this.#packetsReceived += 1;
    if (kind === 'digit') this.#digit(packet);
    const { clockRate } = codec;
    const peer = this.#peer;
    if (peer) peer.#send({ kind, clockRate, ssrc, sequenceNumber, timestamp, marker, payload: packet.payload });
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
    const isVideo = packet.kind === 'video';
    const transceiver = isVideo ? this.#video : this.#audio;
    if (!transceiver || (isVideo && !this.video)) return;
    const codec = isVideo ? transceiver.codecs[0] : this.#codecFor(packet.kind, packet.clockRate);
    if (!codec || this.#closing || this.#connection.connectionState !== 'connected') return;
    if (transceiver.currentDirection !== 'sendrecv' && transceiver.currentDirection !== 'sendonly') return;
    const { sequenceNumber, timestamp } = (isVideo ? this.#videoNumbering : this.#audioNumbering).next(packet);
    const header = new RtpHeader({ sequenceNumber, timestamp, marker: packet.marker });
    const { sender } = transceiver;
    // werift's sender writes the payload type of its one codec on every packet; it reads it before its first await, so
    // a digit borrows the place for the length of this call.
    const usual = sender.codec;
    sender.codec = codec;
    sender.sendRtp(new RtpPacket(header, packet.payload)).catch(() => undefined);
    if (usual) sender.codec = usual;
    if (isVideo) this.#videoSent += 1;
    else this.#packetsSent += 1;
  }

  #codecFor(kind: ForwardedPacket['kind'], clockRate: number): RTCRtpCodecParameters | undefined {
    const name = kind === 'audio' ? 'opus' : 'telephone-event';
    return this.#audio.codecs.find((codec) => codec.name.toLowerCase() === name && codec.clockRate === clockRate);
  }

  #localSdp(): string {
    const description = this.#connection.localDescription ?? { type: '', sdp: '' };
    return presentable(description, this.#address, this.video !== undefined);
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
function audioCodecs(telephoneEvent: boolean): RTCRtpCodecParameters[] {
  const event = (clockRate: number) =>
    new RTCRtpCodecParameters({ mimeType: 'audio/telephone-event', clockRate, parameters: '0-16' });
  return [
    new RTCRtpCodecParameters({
      mimeType: 'audio/opus',
      clockRate: 48_000,
      channels: 2,
      parameters: 'minptime=10;useinbandfec=1',
    }),
    ...(telephoneEvent ? [event(48_000), event(8_000)] : []),
  ];
}

/** With payload types of their own: werift numbers only those that it was given at first. */
function videoCodecs(): RTCRtpCodecParameters[] {
  const rtcpFeedback = [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }];
  return [
    new RTCRtpCodecParameters({ mimeType: 'video/VP8', clockRate: 90_000, payloadType: 102, rtcpFeedback }),
    new RTCRtpCodecParameters({
      mimeType: 'video/H264',
      clockRate: 90_000,
      payloadType: 103,
      rtcpFeedback,
      parameters: 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
    }),
  ];
}
