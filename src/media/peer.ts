import { Emitter } from '../emitter.js';
import { firstCandidates } from './first-candidates.js';
import { offeredDirection, offersVideo, tidySdp, type OfferedDirection } from '../sdp.js';
import { ToneQueue } from './tone-queue.js';

interface PeerEvents {
  candidate: [RTCIceCandidate];
  /** `failed`: no path to the other side is left. */
  stateChange: [RTCPeerConnectionState];
  /** A description was applied, in the words of the offer/answer model. */
  description: [{ originator: 'local' | 'remote'; type: RTCSdpType; sdp: string }];
  /** Our camera's picture came or went. */
  localStream: [MediaStream];
}

/**
 * One call's RTCPeerConnection. It knows offers, answers, a microphone, a camera and tones; it knows no SIP.
 * The wishes `hold` and `video` are written first; the next offer or answer carries them.
 */
export class Peer extends Emitter<PeerEvents> {
  readonly connection: RTCPeerConnection;
  /** What comes from the other side, sound and picture. */
  readonly remoteStream = new MediaStream();
  /** Our camera's picture, without sound (manual, `localStream`). */
  readonly localStream = new MediaStream();
  /** What was gathered so far: an offer is made before there is a session that could listen. */
  readonly candidates: RTCIceCandidate[] = [];
  /** Whether pictures are wanted in this call. */
  video = false;
  /** Asked when the other side turns pictures on in a call without; not asked for the first offer. */
  agreeToVideo: (() => Promise<boolean>) | null = null;
  /**
   * How the other side described its sound the last time that it began a negotiation: in its offer, or in its answer when it
   * left the offer to us. `null` when it never did.
   */
  offeredDirection: OfferedDirection | null = null;
  readonly #closing = new AbortController();
  readonly #tones = new ToneQueue(() => this.#transceiver('audio')?.sender, this.#closing.signal);
  readonly #prefer: (transceiver: RTCRtpTransceiver) => void;
  #microphone: MediaStreamTrack | null = null;
  #camera: MediaStreamTrack | null = null;
  #offer: Promise<string> | null = null;
  #muted = false;
  #hold = false;

  /** `prefer` may order the codecs of a new transceiver. */
  constructor(
    iceServers: readonly RTCIceServer[] = [],
    prefer: (transceiver: RTCRtpTransceiver) => void = () => undefined,
  ) {
    super();
    this.#prefer = prefer;
    // Not `max-bundle`, which refuses each description without `a=group:BUNDLE` (RFC 9143).
    this.connection = new RTCPeerConnection({ iceServers: [...iceServers], bundlePolicy: 'balanced' });
    const { signal } = this;
    this.connection.addEventListener('track', ({ track }) => this.remoteStream.addTrack(track), { signal });
    this.connection.addEventListener('icecandidate', ({ candidate }) => candidate && this.#keep(candidate), { signal });
    this.connection.addEventListener(
      'connectionstatechange',
      () => this.emit('stateChange', this.connection.connectionState),
      { signal },
    );
  }

  /** Aborted by `close()`. For all listeners of the connection: a browser may keep one that is closed (Chromium does). */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  #keep(candidate: RTCIceCandidate): void {
    this.candidates.push(candidate);
    this.emit('candidate', candidate);
  }

  get microphone(): MediaStreamTrack | null {
    return this.#microphone;
  }

  get camera(): MediaStreamTrack | null {
    return this.#camera;
  }

  /** Pictures are agreed on, in one direction at least. */
  get hasVideo(): boolean {
    const direction = this.#transceiver('video')?.currentDirection;
    return direction === 'sendrecv' || direction === 'sendonly' || direction === 'recvonly';
  }

  /** Sound may leave: not while the other side holds us. */
  get sends(): boolean {
    return this.#transceiver('audio')?.currentDirection?.startsWith('send') ?? false;
  }

  get muted(): boolean {
    return this.#muted;
  }

  /** Silences the microphone of this call; nothing is negotiated. */
  set muted(muted: boolean) {
    this.#muted = muted;
    this.#openOrSilence();
  }

  get hold(): boolean {
    return this.#hold;
  }

  /** We want the other side on hold. The microphone is silent at once, the other side hears of it by the next offer. */
  set hold(hold: boolean) {
    this.#hold = hold;
    this.#openOrSilence();
    this.#applyWishes();
  }

  #openOrSilence(): void {
    if (this.#microphone) this.#microphone.enabled = !this.#muted && !this.#hold;
    if (this.#camera) this.#camera.enabled = !this.#hold;
  }

  /** Sends this track from now on; nothing is negotiated. The peer owns it: it is stopped with the call. */
  async setMicrophone(track: MediaStreamTrack): Promise<void> {
    if (this.#closing.signal.aborted) {
      // The call ended while the browser was asking for permission: the microphone's light must go out.
      track.stop();
      return;
    }
    const old = this.#microphone;
    this.#microphone = track;
    this.#openOrSilence();
    await this.#send('audio', track);
    old?.stop();
  }

  /** Sends this picture, or none, from the next description on. The peer owns the track. */
  async setCamera(track: MediaStreamTrack | null): Promise<void> {
    if (this.#closing.signal.aborted) {
      track?.stop();
      return;
    }
    if (this.#camera) this.localStream.removeTrack(this.#camera);
    this.#camera?.stop();
    this.#camera = track;
    if (track) this.localStream.addTrack(track);
    this.#openOrSilence();
    await this.#send('video', track);
    this.emit('localStream', this.localStream);
  }

  /** Resolves also when the connection is closed meanwhile: a browser then never tells what became of the track. */
  async #send(kind: string, track: MediaStreamTrack | null): Promise<void> {
    const sender = this.#transceiver(kind)?.sender;
    if (!sender) return;
    try {
      await this.#unlessClosed(sender.replaceTrack(track));
    } catch (error) {
      if (!this.signal.aborted) throw error;
    }
  }

  /** Our offer with candidates. The initial one may be asked for before the microphone is there: it is made once. */
  offer(): Promise<string> {
    this.#offer ??= this.#makeOffer();
    return this.#offer;
  }

  async #makeOffer(): Promise<string> {
    await this.#addMissing();
    this.#applyWishes();
    return this.#describe(this.connection.createOffer());
  }

  /** Takes the other side's answer to our offer; a `provisional` one may be followed by another (early media). */
  async acceptAnswer(sdp: string, { provisional = false, delayed = false } = {}): Promise<void> {
    if (!provisional) this.#offer = null;
    await this.#applyRemote({ type: provisional ? 'pranswer' : 'answer', sdp });
    if (delayed) this.offeredDirection = offeredDirection(sdp);
  }

  /** Takes the other side's offer; `answer()` follows. */
  async acceptOffer(sdp: string): Promise<void> {
    await this.#applyRemote({ type: 'offer', sdp });
    this.offeredDirection = offeredDirection(sdp);
    for (const transceiver of this.connection.getTransceivers()) {
      if (transceiver.mid !== null && transceiver.currentDirection === null) this.#prefer(transceiver);
    }
    if (!this.video && offersVideo(sdp)) this.video = await this.#agrees();
    if (this.#microphone) await this.#send('audio', this.#microphone);
    await this.#send('video', this.#camera);
    this.#applyWishes();
  }

  /** A question that fails, such as a dialog that was closed, is a no: the other side waits for our answer. */
  async #agrees(): Promise<boolean> {
    try {
      return (await this.agreeToVideo?.()) ?? false;
    } catch {
      return false;
    }
  }

  /** The answer to the offer that was accepted, with candidates. */
  async answer(): Promise<string> {
    return this.#describe(this.connection.createAnswer());
  }

  /** Takes back an offer that was refused, ours or the other side's. Does nothing when there is none. */
  async rollback(): Promise<void> {
    this.#offer = null;
    const { connection } = this;
    if (connection.signalingState === 'have-remote-offer') {
      await this.#unlessClosed(connection.setRemoteDescription({ type: 'rollback' }));
    }
    if (connection.signalingState !== 'have-local-offer') return;
    const audio = this.#transceiver('audio');
    const wasDeaf = audio?.direction === 'sendonly' && audio.currentDirection !== 'sendonly';
    await this.#unlessClosed(connection.setLocalDescription({ type: 'rollback' }));
    if (audio && wasDeaf) await this.#hearAgain(audio);
  }

  /**
   * Chromium stops receiving with a `sendonly` offer and does not begin again when that is rolled back: all that the other
   * side says is lost until the next negotiation. An offer that receives, taken back as well, opens the way again.
   */
  async #hearAgain(audio: RTCRtpTransceiver): Promise<void> {
    const { connection } = this;
    audio.direction = 'sendrecv';
    await this.#unlessClosed(connection.setLocalDescription(await this.#unlessClosed(connection.createOffer())));
    await this.#unlessClosed(connection.setLocalDescription({ type: 'rollback' }));
  }

  /** Whether the other side takes tones in the media (RFC 4733). Known once it has answered. */
  get takesTones(): boolean {
    return this.#tones.supported;
  }

  /** Queues tones of `0123456789*#ABCD` behind those still to be played. Returns whether the other side takes them. */
  sendTones(tones: string): boolean {
    return this.#tones.send(tones);
  }

  /** Ends the media and releases microphone and camera. */
  close(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#microphone?.stop();
    this.#camera?.stop();
    this.#microphone = this.#camera = null;
    this.connection.close();
    this.removeAllListeners();
  }

  async #addMissing(): Promise<void> {
    const tracks = { audio: this.#microphone, ...(this.video && { video: this.#camera }) };
    for (const [kind, track] of Object.entries(tracks)) {
      if (this.#transceiver(kind)) continue;
      const transceiver = this.connection.addTransceiver(kind, { direction: 'sendrecv' });
      this.#prefer(transceiver);
      if (track) await transceiver.sender.replaceTrack(track);
    }
  }

  /** A direction is our wish alone: the browser combines it with the other side's in an answer (RFC 8829). */
  #applyWishes(): void {
    const audio = this.#transceiver('audio');
    if (audio) audio.direction = this.#hold ? 'sendonly' : 'sendrecv';
    const video = this.#transceiver('video');
    if (video) video.direction = !this.video || this.#hold ? 'inactive' : this.#camera ? 'sendrecv' : 'recvonly';
  }

  #transceiver(kind: string): RTCRtpTransceiver | undefined {
    if (this.#closing.signal.aborted) return undefined;
    // A section that was refused once is dead; the browser makes another for the next offer.
    const alive = this.connection.getTransceivers().filter(({ direction }) => direction !== 'stopped');
    return alive.find(({ receiver }) => receiver.track.kind === kind);
  }

  async #describe(making: Promise<RTCSessionDescriptionInit>): Promise<string> {
    const description = await this.#unlessClosed(making);
    const gathered = firstCandidates(this.connection);
    await this.#unlessClosed(this.connection.setLocalDescription(description));
    await this.#unlessClosed(gathered);
    const { type = 'offer', sdp = '' } = this.connection.localDescription ?? {};
    this.emit('description', { originator: 'local', type, sdp });
    return sdp;
  }

  async #applyRemote({ type, sdp }: { type: RTCSdpType; sdp: string }): Promise<void> {
    await this.#unlessClosed(this.connection.setRemoteDescription({ type, sdp: tidySdp(sdp) }));
    this.emit('description', { originator: 'remote', type, sdp });
  }

  /** What a connection was doing when it was closed never settles (WebRTC, 4.4.1.2); whoever waits here is told. */
  #unlessClosed<Value>(doing: Promise<Value>): Promise<Value> {
    const { signal } = this.#closing;
    return new Promise((resolve, reject) => {
      const closed = () => reject(new DOMException('The call is over.', 'AbortError'));
      if (signal.aborted) closed();
      signal.addEventListener('abort', closed, { once: true });
      doing.then(resolve, reject).finally(() => signal.removeEventListener('abort', closed));
    });
  }
}
