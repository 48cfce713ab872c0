/** RFC 4733 tones: length and pause between two, in ms. */
const toneLength = 100;
const toneGap = 100;

/** The tones of one call, in the order in which they were asked for. */
export class ToneQueue {
  /** Tones that the sender doesn't take yet. */
  #waiting = '';

  constructor(
    private readonly sender: () => RTCRtpSender | undefined,
    private readonly closed: AbortSignal,
  ) {}

  /** The two sides agreed on telephone events. */
  get supported(): boolean {
    const codecs = this.sender()?.getParameters().codecs ?? [];
    return codecs.some(({ mimeType }) => mimeType.toLowerCase() === 'audio/telephone-event');
  }

  /** Queues tones behind those still to be played; they wait until the media are connected. False: not supported. */
  send(tones: string): boolean {
    if (!this.supported) return false;
    const isWaiting = this.#waiting !== '';
    this.#waiting += tones;
    if (!isWaiting) this.#flush();
    return true;
  }

  #flush(): void {
    const dtmf = this.sender()?.dtmf;
    if (!dtmf || this.closed.aborted) return;
    if (!dtmf.canInsertDTMF) {
      // No event tells when the sender has begun to send; that takes a moment after the connection is up.
      setTimeout(() => this.#flush(), toneGap);
      return;
    }
    // insertDTMF replaces what is still to be played, so that comes first.
    dtmf.insertDTMF(dtmf.toneBuffer + this.#waiting, toneLength, toneGap);
    this.#waiting = '';
  }
}
