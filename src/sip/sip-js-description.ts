import type { BodyAndContentType, Session, SessionDescriptionHandler } from 'sip.js';
import type { CallMedia } from './sip-port.js';

/**
 * Gives sip.js the media of a call (RFC 3264 offer and answer). Its own handler for browsers asks for the microphone in
 * the middle of an answer, cannot take a refused offer back and stops tracks that are not its own; this one only
 * passes descriptions on.
 */
export class PeerDescriptionHandler implements SessionDescriptionHandler {
  readonly #media: CallMedia;
  #hasRemoteOffer = false;
  #hasLocalOffer = false;

  constructor(media: CallMedia) {
    this.#media = media;
  }

  hasDescription(contentType: string): boolean {
    return contentType === 'application/sdp';
  }

  async getDescription(): Promise<BodyAndContentType> {
    const body = this.#hasRemoteOffer ? await this.#media.answer() : await this.#media.offer();
    this.#hasLocalOffer = !this.#hasRemoteOffer;
    this.#hasRemoteOffer = false;
    return { body, contentType: 'application/sdp' };
  }

  async setDescription(sdp: string): Promise<void> {
    if (this.#hasLocalOffer) await this.#media.acceptAnswer(sdp);
    else await this.#media.acceptOffer(sdp);
    this.#hasRemoteOffer = !this.#hasLocalOffer;
    this.#hasLocalOffer = false;
  }

  async rollbackDescription(): Promise<void> {
    this.#hasLocalOffer = false;
    this.#hasRemoteOffer = false;
    await this.#media.rollback();
  }

  sendDtmf(tones: string): boolean {
    return this.#media.sendTones(tones);
  }

  close(): void {
    this.#media.close();
  }
}

/** sip.js's factory: the call has put its media beside the session before the first description is asked for. */
export function descriptionHandler(session: Session): PeerDescriptionHandler {
  return new PeerDescriptionHandler(mediaOf(session));
}

interface WithMedia {
  media?: CallMedia;
}

/** Remembers the media of a session for {@link descriptionHandler}. */
export function setMedia(session: Session, media: CallMedia): void {
  session.data = { media } satisfies WithMedia;
}

function mediaOf(session: Session): CallMedia {
  const { media } = (session.data ?? {}) as WithMedia;
  if (!media) throw new Error('The call has no media yet.');
  return media;
}
