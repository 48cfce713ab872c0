import { Emitter } from '../emitter.js';

/**
 * One call's RTCPeerConnection. It knows offers, answers, a microphone and tones; it knows no SIP.
 *
 * Candidates are not trickled (the PBX takes none later), so a description must wait for some. It waits for the first
 * one only: to a PBX with a reachable address host candidates suffice, and slow STUN servers must not hold a call.
 */

interface PeerEvents {
  /** `failed`: no path to the other side is left. */
  stateChange: [RTCPeerConnectionState];
}

/** Candidates of the other network interfaces follow each other within this time (ms; Chromium needs less than one). */
const siblingTime = 2;
/** Without any candidate the description goes out after this time all the same (ms). */
const gatheringCap = 1000;

/** RFC 4733 tones: length and pause between two, in ms. */
const toneLength = 100;
const toneGap = 100;

export class Peer extends Emitter<PeerEvents> {
  readonly connection: RTCPeerConnection;
  /** What comes from the other side. */
  readonly remoteStream = new MediaStream();
  readonly #closing = new AbortController();
  #microphone: MediaStreamTrack | null = null;
  #offer: Promise<string> | null = null;
  #muted = false;
  /** Tones that the sender doesn't take yet. */
  #waitingTones = '';

  constructor(iceServers: readonly RTCIceServer[] = []) {
    super();
    this.connection = new RTCPeerConnection({ iceServers: [...iceServers], bundlePolicy: 'max-bundle' });
    this.connection.addEventListener('track', ({ track }) => this.remoteStream.addTrack(track));
    this.connection.addEventListener('connectionstatechange', () =>
      this.emit('stateChange', this.connection.connectionState),
    );
  }

  get muted(): boolean {
    return this.#muted;
  }

  /** Silences the microphone of this call; nothing is negotiated. */
  set muted(muted: boolean) {
    this.#muted = muted;
    if (this.#microphone) this.#microphone.enabled = !muted;
  }

  /** Sends this track from now on. The peer owns it: it is stopped with the call. */
  async setMicrophone(track: MediaStreamTrack): Promise<void> {
    if (this.connection.signalingState === 'closed') {
      // The call ended while the browser was asking for permission: the microphone's light must go out.
      track.stop();
      return;
    }
    this.#microphone?.stop();
    this.#microphone = track;
    track.enabled = !this.#muted;
    await this.#audio()?.sender.replaceTrack(track);
  }

  /** The offer with candidates. The first call begins to make it, so it may be asked for before the microphone is there. */
  offer(): Promise<string> {
    this.#offer ??= this.#makeOffer();
    return this.#offer;
  }

  async #makeOffer(): Promise<string> {
    if (!this.#audio()) {
      const audio = this.connection.addTransceiver('audio', { direction: 'sendrecv' });
      if (this.#microphone) await audio.sender.replaceTrack(this.#microphone);
    }
    return this.#describe(this.connection.createOffer());
  }

  /** Takes the other side's answer to our offer. */
  async acceptAnswer(sdp: string): Promise<void> {
    this.#offer = null;
    await this.#unlessClosed(this.connection.setRemoteDescription({ type: 'answer', sdp }));
  }

  /** Takes the other side's offer; `answer()` follows. */
  async acceptOffer(sdp: string): Promise<void> {
    await this.#unlessClosed(this.connection.setRemoteDescription({ type: 'offer', sdp }));
    for (const { kind, sender, transceiver } of this.#media()) {
      if (kind === 'audio') {
        transceiver.direction = 'sendrecv';
        if (this.#microphone) await sender.replaceTrack(this.#microphone);
      } else {
        transceiver.direction = 'inactive';
      }
    }
  }

  /** The answer to the offer that was accepted, with candidates. */
  async answer(): Promise<string> {
    return this.#describe(this.connection.createAnswer());
  }

  /** Takes back an offer that was refused. Does nothing when there is none. */
  async rollback(): Promise<void> {
    this.#offer = null;
    if (this.connection.signalingState !== 'stable') await this.connection.setLocalDescription({ type: 'rollback' });
  }

  /**
   * Queues tones of `0123456789*#ABCD` behind those still to be played; they wait until the media are connected.
   * Returns whether the other side takes tones in the media (RFC 4733).
   */
  sendTones(tones: string): boolean {
    const codecs = this.#audio()?.sender.getParameters().codecs ?? [];
    if (!codecs.some(({ mimeType }) => mimeType.toLowerCase() === 'audio/telephone-event')) return false;
    const isWaiting = this.#waitingTones !== '';
    this.#waitingTones += tones;
    if (!isWaiting) this.#flushTones();
    return true;
  }

  /** Ends the media and releases the microphone. */
  close(): void {
    this.#closing.abort();
    this.#microphone?.stop();
    this.#microphone = null;
    this.connection.close();
    this.removeAllListeners();
  }

  #media() {
    return this.connection
      .getTransceivers()
      .map((transceiver) => ({ transceiver, sender: transceiver.sender, kind: transceiver.receiver.track.kind }));
  }

  #audio(): RTCRtpTransceiver | undefined {
    return this.#media().find(({ kind }) => kind === 'audio')?.transceiver;
  }

  async #describe(making: Promise<RTCSessionDescriptionInit>): Promise<string> {
    const description = await this.#unlessClosed(making);
    const gathered = firstCandidates(this.connection);
    await this.#unlessClosed(this.connection.setLocalDescription(description));
    await this.#unlessClosed(gathered);
    return this.connection.localDescription?.sdp ?? '';
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

  #flushTones(): void {
    const dtmf = this.#audio()?.sender.dtmf;
    if (!this.#waitingTones || !dtmf || this.#closing.signal.aborted) return;
    if (!dtmf.canInsertDTMF) {
      // No event tells when the sender has begun to send; that takes a moment after the connection is up.
      setTimeout(() => this.#flushTones(), toneGap);
      return;
    }
    // insertDTMF replaces what is still to be played, so that comes first.
    dtmf.insertDTMF(dtmf.toneBuffer + this.#waitingTones, toneLength, toneGap);
    this.#waitingTones = '';
  }
}

/** Resolves when the first candidates are in the local description, or when waiting longer would not help. */
function firstCandidates(connection: RTCPeerConnection): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      connection.removeEventListener('icecandidate', onCandidate);
      connection.removeEventListener('icegatheringstatechange', onState);
      resolve();
    };
    let timer = setTimeout(done, gatheringCap);
    const onCandidate = ({ candidate }: RTCPeerConnectionIceEvent) => {
      clearTimeout(timer);
      if (candidate) timer = setTimeout(done, siblingTime);
      else done();
    };
    const onState = () => connection.iceGatheringState === 'complete' && done();
    connection.addEventListener('icecandidate', onCandidate);
    connection.addEventListener('icegatheringstatechange', onState);
  });
}
