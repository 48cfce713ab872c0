import { createLogger } from '../logger.js';

const log = createLogger('media');

/**
 * Makes one call audible. The element is never put into the document: a media element pauses when it is moved or
 * removed there, and a page may do that with ours at any time.
 */
export class AudioSink {
  readonly #audio = new Audio();
  #gesture: AbortController | null = null;

  constructor(stream: MediaStream) {
    this.#audio.srcObject = stream;
    this.#audio.autoplay = true;
    this.#play();
  }

  #play(): void {
    this.#audio.play().catch((error: unknown) => {
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError' || this.#gesture) return;
      // The autoplay policy wants a gesture first: the next one will do.
      log.warn('the browser plays no sound before the page is clicked or a key is pressed');
      this.#gesture = new AbortController();
      const options = { once: true, capture: true, signal: this.#gesture.signal };
      for (const type of ['pointerdown', 'keydown']) addEventListener(type, () => this.#retry(), options);
    });
  }

  #retry(): void {
    this.#gesture?.abort();
    this.#gesture = null;
    this.#play();
  }

  stop(): void {
    this.#gesture?.abort();
    this.#audio.pause();
    this.#audio.srcObject = null;
  }
}
