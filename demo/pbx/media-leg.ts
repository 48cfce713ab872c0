import {
  RTCPeerConnection,
  RtcpPayloadSpecificFeedback,
  PictureLossIndication,
  type RtpPacket,
  type RTCRtpTransceiver,
} from 'werift';
import { audioCodecOf, audioCodecs, clockRateOf, nameOf, videoCodecs, type AudioCodec } from './media-codecs.js';
import type { MediaLeg, MediaLegOptions, MediaPath, MediaStats, Tune } from './media-server.js';
import { heedCurrentChecks, startRestarted, Wire, withoutGenerations } from './media-path.js';
import { keyClockRate, OutgoingSound } from './outgoing-sound.js';
import { Numbering, type ForwardedPacket } from './rtp-numbering.js';
import { hasVideoSection, presentable, tolerable, videoWish, type Direction, type VideoWish } from './sdp.js';
import { TunePlayer } from './tune-player.js';
import { closeConnection, sendAs } from './media-werift.js';

const DIGITS = '0123456789*#ABCD';

/** One call leg's media: a peer connection, and where its packets go. */
export class WeriftLeg implements MediaLeg {
  readonly #address: string;
  readonly #onClosed: () => void;
  readonly #connection: RTCPeerConnection;
  readonly #audio: RTCRtpTransceiver;
  readonly #outgoing = new OutgoingSound();
  readonly #videoNumbering = new Numbering();
  /** Where packets go and come from: another leg, or this one for an echo. */
  #peer: WeriftLeg | undefined;
  readonly #player = new TunePlayer();
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

  constructor(address: string, codecs: readonly AudioCodec[], options: MediaLegOptions, onClosed: () => void) {
    this.#address = address;
    this.#onClosed = onClosed;
    this.#connection = new RTCPeerConnection({
      codecs: { audio: audioCodecs(codecs, options.telephoneEvent ?? true), video: videoCodecs() },
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
    heedCurrentChecks(this.#connection);
    if (!this.#codec) throw new Error('The offer has no codec that we have.');
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
    heedCurrentChecks(this.#connection);
    startRestarted(this.#connection);
    if (!this.#codec) throw new Error('The answer has no codec that we have.');
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
    this.#player.stop();
    const peer = this.#peer;
    this.#peer = undefined;
    if (peer && peer.#peer === this) peer.#peer = undefined;
  }

  play(tune: Tune): void {
    this.silence();
    this.#player.start(
      tune,
      () => this.#codec,
      (packet) => this.#send(packet),
    );
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
    this.#outgoing.close();
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
    const isDigit = nameOf(codec) === 'telephone-event';
    const kind = transceiver.kind === 'video' ? 'video' : isDigit ? 'digit' : 'audio';
    if (kind === 'video') this.#videoReceived += 1;
    else this.#packetsReceived += 1;
    if (kind === 'digit') this.#digit(packet);
    const peer = this.#peer;
    if (!peer) return;
    // A key is a part of the sound around it.
    const sound = kind === 'digit' ? this.#codec : audioCodecOf(codec);
    const { clockRate } = codec;
    const { payload } = packet;
    peer.#send({ kind, codec: sound, clockRate, ssrc, sequenceNumber, timestamp, marker, payload });
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
    if (this.#closing || this.#connection.connectionState !== 'connected') return;
    if (packet.kind === 'video') this.#sendVideo(packet);
    else this.#sendSound(packet);
  }

  #sendVideo(packet: ForwardedPacket): void {
    const transceiver = this.#video;
    const [codec] = transceiver?.codecs ?? [];
    if (!this.video || !transceiver || !codec || !isSending(transceiver)) return;
    sendAs(transceiver.sender, codec, { ...packet, ...this.#videoNumbering.next(packet, 3000) });
    this.#videoSent += 1;
  }

  #sendSound(packet: ForwardedPacket): void {
    const codec = this.#codec;
    if (!codec || !isSending(this.#audio)) return;
    const isKey = packet.kind === 'digit';
    const [name, clockRate] = isKey ? ['telephone-event', keyClockRate(packet, codec)] : [codec, clockRateOf(codec)];
    const parameters = this.#audio.codecs.find(
      (entry) => nameOf(entry) === nameOf({ name }) && entry.clockRate === clockRate,
    );
    const sound = parameters && this.#outgoing.next(packet, codec);
    if (!sound) return;
    sendAs(this.#audio.sender, parameters, { ...packet, ...sound });
    this.#packetsSent += 1;
  }

  /** What we send sound in: of the codecs that both sides have, the first of whoever answered. */
  get #codec(): AudioCodec | undefined {
    return this.#audio.codecs.map(audioCodecOf).find((codec) => codec !== undefined);
  }

  #localSdp(): string {
    const description = this.#connection.localDescription ?? { type: '', sdp: '' };
    return presentable(description, this.#address, this.video !== undefined);
  }
}

const isSending = ({ currentDirection }: RTCRtpTransceiver): boolean =>
  currentDirection === 'sendrecv' || currentDirection === 'sendonly';
