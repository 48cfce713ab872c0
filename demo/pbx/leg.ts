/** What both kinds of call leg have in common once they are answered. Above them nobody handles SIP messages. */
import {
  SessionDialog,
  type Body,
  type IncomingInviteRequest,
  type IncomingRequestMessage,
  type Session,
} from 'sip.js/lib/core/index.js';
import type { LegOwner, LegSettings, LegState, PressedKey, Reinvite } from './leg-owner.js';
import { keyOfInfo } from './info-keys.js';
import type { MediaLeg } from './media-server.js';
import { sendOffer } from './offer-request.js';
import { connectedLineHeaders, type Party } from './parties.js';
import { audioDirection, videoWish, type Direction } from './sdp.js';
import { SessionTimer } from './session-timer.js';
import type { SipAgent } from './sip-endpoint.js';

export function sdpBody(content: string): Body {
  return { contentDisposition: 'session', contentType: 'application/sdp', content };
}

export abstract class Leg {
  readonly agent: SipAgent;
  readonly extension: string;
  readonly media: MediaLeg;
  readonly keys: PressedKey[] = [];
  state: LegState = 'ringing';
  /** The phone holds the call: it sends and wants nothing, or its own music. */
  holding: 'sendonly' | 'inactive' | undefined;
  owner: LegOwner | undefined;
  protected readonly settings: LegSettings;
  protected readonly timer: SessionTimer | undefined;
  protected session: Session | undefined;
  #byeAfterAck = false;
  #isOfferInAck = false;
  /** The video that the other side was last asked about. */
  #video: Direction | undefined;
  #giveUpCrossing: () => void = () => undefined;
  /** Negotiations of this leg, one after the other. */
  #negotiation: Promise<unknown> = Promise.resolve();

  constructor(agent: SipAgent, extension: string, media: MediaLeg, settings: LegSettings) {
    this.agent = agent;
    this.extension = extension;
    this.media = media;
    this.settings = settings;
    media.onDigit = (key) => this.#pressed({ key, by: 'rfc4733' });
    this.timer =
      settings.sessionTimer &&
      new SessionTimer(
        settings.sessionTimer,
        () => void this.reinviteSurely({}),
        () => this.hangUp(),
      );
  }

  abstract readonly callId: string;
  /** We made the Call-ID: RFC 3261 section 14.1 lets us wait longer after 491. */
  protected abstract readonly ownsCallId: boolean;

  get timerView() {
    return this.state === 'answered' ? this.timer?.view : undefined;
  }

  /** True when `Replaces` (RFC 3891) names the dialog of this leg; the tags are those of whoever is replaced, us. */
  matches(callId: string, toTag: string, fromTag: string): boolean {
    return this.callId === callId && this.session?.localTag === toTag && this.session.remoteTag === fromTag;
  }

  get contact(): string {
    return `Contact: ${this.agent.core.configuration.contact.toString()}`;
  }

  /** Frees what an ended leg had: its media, its timers, its places in the tables of its agent. */
  dispose(): void {
    this.timer?.stop();
    this.#giveUpCrossing();
    this.media.close();
    this.agent.onReinvite.delete(this.callId);
    this.agent.onUpdate.delete(this.callId);
  }

  /** Ends an answered leg from our side, and tells its call. */
  hangUp(): void {
    if (this.state !== 'answered') return;
    this.state = 'ended';
    this.bye();
    this.owner?.legEnded(this);
  }

  /**
   * Sends a re-INVITE. Resolves with the phone's final status; 491 also when one of its own is being handled, 0 when the
   * leg is not answered.
   */
  reinvite(change: Reinvite): Promise<number> {
    return this.#negotiate(async () => {
      const { session, media } = this;
      if (this.state !== 'answered' || !session) return 0;
      if (change.direction) media.direction = change.direction;
      if (change.video !== undefined) media.video = change.video ?? undefined;
      const offer = change.withoutOffer ? undefined : await media.offer(change);
      const status = this.#isAnswered ? await this.#sendReinvite(session, offer, change) : 0;
      if (this.#isAnswered && (status < 200 || status >= 300)) await media.rollback();
      // RFC 3261 section 12.2.1.2: the dialog is gone.
      if (status === 408 || status === 481) this.hangUp();
      return status;
    });
  }

  /**
   * As {@link reinvite}, and tries again as long as the phone is busy: with one of its own (491, RFC 3261 section 14.1), or
   * still with our last one (500, section 14.2).
   */
  async reinviteSurely(change: Reinvite): Promise<number> {
    for (let attempt = 0; ; attempt += 1) {
      const status = await this.reinvite(change);
      if ((status !== 491 && status !== 500) || attempt === 5) return status;
      const [shortest, longest] = this.ownsCallId ? [2100, 4000] : [0, 2000];
      const wait = status === 500 ? 100 : shortest + Math.floor((Math.random() * (longest - shortest)) / 10) * 10;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  /**
   * Prepares a re-INVITE and sends it in the moment in which the phone's next one comes in, so that the two cross.
   * Resolves with the phone's answer to ours.
   */
  async crossNextReinvite(change: Reinvite): Promise<number> {
    const { session, media } = this;
    if (this.state !== 'answered' || !session) return 0;
    if (change.direction) media.direction = change.direction;
    const offer = await media.offer();
    const status = await new Promise<number>((resolve) => {
      this.#giveUpCrossing = () => resolve(0);
      this.agent.onReinvite.set(this.callId, () => {
        this.agent.onReinvite.delete(this.callId);
        void this.#sendReinvite(session, offer, change).then(resolve);
      });
    });
    if (this.#isAnswered && (status < 200 || status >= 300)) await media.rollback();
    return status;
  }

  /** Sends any request in the dialog; resolves with the status of the answer. */
  send(method: string, extraHeaders: string[] = [], body?: Body): Promise<number> {
    const { session } = this;
    if (!(session instanceof SessionDialog)) return Promise.resolve(0);
    const message = session.createOutgoingRequestMessage(method, { extraHeaders, ...(body && { body }) });
    return new Promise((resolve) => {
      const done = ({ message: response }: { message: { statusCode?: number | undefined } }): void =>
        resolve(response.statusCode ?? 0);
      this.agent.core.request(message, { onAccept: done, onReject: done, onRedirect: done });
    });
  }

  /** Hangs up an answered leg; the phone is told as soon as the protocol allows. */
  protected bye(): void {
    this.timer?.stop();
    try {
      this.session?.bye();
    } catch {
      // A phone whose 200 is not acknowledged yet can't be sent BYE (RFC 3261 section 15): it follows the ACK.
      this.#byeAfterAck = true;
    }
  }

  protected established(session: Session): void {
    this.state = 'answered';
    this.session = session;
    this.#video = this.media.video && this.media.remoteVideo?.direction;
    session.delegate = {
      onAck: ({ message }) => {
        if (this.#isOfferInAck && message.body !== '') {
          // Our 200 to a re-INVITE without SDP had the offer.
          this.#isOfferInAck = false;
          void this.media.accept(message.body).catch(() => this.hangUp());
        }
        if (!this.#byeAfterAck) return;
        this.#byeAfterAck = false;
        this.session?.bye();
      },
      onBye: (request) => {
        request.accept();
        this.ended();
      },
      onInfo: (request) => {
        request.accept();
        const key = keyOfInfo(request.message);
        if (key !== undefined) this.#pressed({ key, by: 'info' });
      },
      onInvite: (request) => void this.#negotiate(() => this.#renegotiate(request)),
      onRefer: (request) => {
        if (this.owner) this.owner.legRefers(this, request);
        else request.reject({ statusCode: 603 });
      },
    };
    this.agent.onUpdate.set(this.callId, (message) => this.#updated(message));
  }

  protected ended(): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.timer?.stop();
    this.owner?.legEnded(this);
  }

  /** Headers that name the other party, as far as this PBX sends them. */
  protected partyHeaders(party: Party | undefined): string[] {
    return party ? connectedLineHeaders(this.settings.connectedLine, party, this.agent.domain) : [];
  }

  /** Asked anew after each await: the phone may have hung up meanwhile. */
  get #isAnswered(): boolean {
    return this.state === 'answered';
  }

  #negotiate<Value>(action: () => Promise<Value>): Promise<Value> {
    const result = this.#negotiation.then(action);
    this.#negotiation = result.catch(() => undefined);
    return result;
  }

  /** @param offer undefined: the phone is to make one */
  async #sendReinvite(session: Session, offer: string | undefined, change: Reinvite): Promise<number> {
    const { method = 'INVITE', isUseless } = change;
    const extraHeaders = [this.contact, ...this.partyHeaders(change.party), ...(this.timer?.requestHeaders() ?? [])];
    const body = offer === undefined ? undefined : sdpBody(offer);
    const { status, message, acknowledge } = await sendOffer(this.agent, session, { method, extraHeaders, body });
    if (status < 200 || status >= 300 || !message) return status;
    this.timer?.answered(message, true);
    try {
      if (offer !== undefined) {
        if (isUseless) await this.media.rollback();
        else await this.media.accept(message.body);
      } else if (method === 'INVITE') acknowledge(sdpBody(await this.media.answer(message.body)));
    } catch {
      acknowledge();
      this.hangUp();
      return 488;
    }
    if (isUseless || message.body === '') return status;
    if (change.video !== undefined) this.#video = this.media.remoteVideo?.direction;
    // Where we offered to listen, an answer that does not is a hold, too.
    if (this.media.direction === 'sendrecv' || this.media.direction === 'sendonly') this.#noteHold(message.body);
    return status;
  }

  /** A re-INVITE (hold, ICE restart, new socket) concerns this leg's media; only video concerns the other leg as well. */
  async #renegotiate(request: IncomingInviteRequest): Promise<void> {
    const { message } = request;
    const refusal = this.settings.refusals.take('reinvite', this.extension);
    if (refusal) {
      request.reject({ statusCode: refusal.status ?? 488 });
      return;
    }
    if (this.timer?.isTooShort(message)) {
      request.reject({ statusCode: 422, extraHeaders: [this.timer.minimumHeader] });
      return;
    }
    try {
      const sdp = message.body === '' ? await this.media.offer() : await this.#answer(message.body);
      if (this.state === 'ended') {
        request.reject({ statusCode: 487 });
        return;
      }
      this.#isOfferInAck = message.body === '';
      const extraHeaders = [this.contact, ...(this.timer?.received(message, true) ?? [])];
      request.accept({ statusCode: 200, extraHeaders, body: sdpBody(sdp) });
      if (message.body !== '') this.#noteHold(message.body);
    } catch {
      if (this.state !== 'ended') request.reject({ statusCode: 488 });
    }
  }

  async #answer(offer: string): Promise<string> {
    const direction = audioDirection(offer);
    const isHold = direction === 'sendonly' || direction === 'inactive';
    const wish = videoWish(offer);
    // Hold stops pictures as well, but the other side need not be asked about them.
    if (!isHold && !this.holding && wish?.direction !== this.#video) {
      this.#video = wish?.direction;
      this.media.video = await this.owner?.legWantsVideo(this, wish);
    }
    return this.media.answer(offer);
  }

  /** Reads from the phone's offer or answer whether it holds. */
  #noteHold(sdp: string): void {
    const direction = audioDirection(sdp);
    const holding = direction === 'sendonly' || direction === 'inactive' ? direction : undefined;
    if (holding === this.holding) return;
    this.holding = holding;
    this.owner?.legHolds(this);
  }

  /** RFC 3311, as far as a session timer needs it: sip.js knows nothing of UPDATE. */
  #updated(message: IncomingRequestMessage): { statusCode: number; extraHeaders: string[] } {
    if (this.state !== 'answered') return { statusCode: 481, extraHeaders: [] };
    if (message.body !== '') return { statusCode: 488, extraHeaders: [] };
    return { statusCode: 200, extraHeaders: [this.contact, ...(this.timer?.received(message, true) ?? [])] };
  }

  #pressed(key: PressedKey): void {
    this.keys.push(key);
    this.owner?.legPressed(this);
  }
}
