/**
 * The two kinds of call leg between the PBX and a phone, on top of sip.js's transactions and dialogs: one that the phone
 * began and one that the PBX began. Above them nobody handles SIP messages.
 */
import type {
  Body,
  IncomingInviteRequest,
  OutgoingInviteRequest,
  Session,
  SessionDelegate,
  URI,
} from 'sip.js/lib/core/index.js';
import type { MediaLeg } from './media-server.js';
import type { SipAgent } from './sip-endpoint.js';

export type LegState = 'ringing' | 'answered' | 'ended';

export interface Party {
  number: string;
  name: string;
}

/** `sip:<number>@<host>`, with a display name that may hold any character. */
function quoted(name: string): string {
  return name.replace(/["\\]/g, '\\$&');
}

function sdpBody(content: string): Body {
  return { contentDisposition: 'session', contentType: 'application/sdp', content };
}

/** Names the party on the other side to this phone (draft-ietf-sip-privacy-04, as PBXs still use it). */
function remotePartyId(party: Party, host: string): string {
  return `Remote-Party-ID: "${quoted(party.name)}" <sip:${encodeURIComponent(party.number)}@${host}>;party=called`;
}

abstract class Leg {
  readonly agent: SipAgent;
  readonly extension: string;
  readonly media: MediaLeg;
  state: LegState = 'ringing';
  /** The phone ended the call: it cancelled, or sent BYE. */
  onEnded: (() => void) | undefined;
  protected session: Session | undefined;
  #byeAfterAck = false;

  constructor(agent: SipAgent, extension: string, media: MediaLeg) {
    this.agent = agent;
    this.extension = extension;
    this.media = media;
  }

  abstract readonly callId: string;

  /** Hangs up an answered leg; the phone is told as soon as the protocol allows. */
  protected bye(): void {
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
    const delegate: SessionDelegate = {
      onAck: () => {
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
      },
      onInvite: (request) => void this.#renegotiate(request),
      onRefer: (request) => {
        request.reject({ statusCode: 501 });
      },
    };
    session.delegate = delegate;
  }

  protected ended(): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.onEnded?.();
  }

  /** A re-INVITE (hold, ICE restart, new socket) concerns this leg's media alone, because media ends at the PBX. */
  async #renegotiate(request: IncomingInviteRequest): Promise<void> {
    try {
      const sdp =
        request.message.body === '' ? await this.media.offer() : await this.media.answer(request.message.body);
      if (this.state === 'ended') request.reject({ statusCode: 487 });
      else request.accept({ statusCode: 200, body: sdpBody(sdp) });
    } catch {
      if (this.state !== 'ended') request.reject({ statusCode: 488 });
    }
  }
}

/** The phone called us. */
export class IncomingLeg extends Leg {
  readonly #request: IncomingInviteRequest;

  constructor(agent: SipAgent, extension: string, media: MediaLeg, request: IncomingInviteRequest) {
    super(agent, extension, media);
    this.#request = request;
    request.delegate = {
      onCancel: () => {
        if (this.state !== 'ringing') return;
        request.reject({ statusCode: 487 });
        this.ended();
      },
    };
    request.trying();
  }

  get callId(): string {
    return this.#request.message.callId;
  }

  ring(callee: Party): void {
    if (this.state !== 'ringing') return;
    this.#request.progress({ statusCode: 180, extraHeaders: [remotePartyId(callee, this.agent.domain)] });
  }

  answer(sdp: string, callee: Party): void {
    if (this.state !== 'ringing') return;
    const extraHeaders = [remotePartyId(callee, this.agent.domain)];
    this.established(this.#request.accept({ statusCode: 200, extraHeaders, body: sdpBody(sdp) }).session);
  }

  /** Ends the leg: with this final status when it was not answered, else with BYE. */
  end(statusCode: number): void {
    const { state } = this;
    this.state = 'ended';
    if (state === 'ringing') this.#request.reject({ statusCode });
    if (state === 'answered') this.bye();
  }
}

/** We call the phone. */
export class OutgoingLeg extends Leg {
  readonly #target: URI;
  #request: OutgoingInviteRequest | undefined;
  onRinging: (() => void) | undefined;
  onAnswered: ((sdp: string) => void) | undefined;
  /** A final status other than 200. */
  onRejected: ((statusCode: number) => void) | undefined;

  constructor(agent: SipAgent, extension: string, media: MediaLeg, target: URI) {
    super(agent, extension, media);
    this.#target = target;
  }

  get callId(): string {
    return this.#request?.message.callId ?? '';
  }

  invite(sdp: string, caller: Party, callee: Party, extraHeaders: string[]): void {
    const { core, domain } = this.agent;
    const address = (party: Party): URI => {
      const uri = this.#target.clone();
      uri.clearParams();
      uri.user = party.number;
      uri.host = domain;
      return uri;
    };
    const message = core.makeOutgoingRequestMessage(
      'INVITE',
      this.#target,
      address(caller),
      address(callee),
      { fromDisplayName: quoted(caller.name), toDisplayName: quoted(callee.name) },
      [`Contact: ${core.configuration.contact.toString()}`, ...extraHeaders],
      sdpBody(sdp),
    );
    this.#request = core.invite(message, {
      onProgress: ({ message: response }) => {
        if (this.state === 'ringing' && response.statusCode === 180) this.onRinging?.();
      },
      onAccept: (response) => {
        response.ack();
        if (this.state === 'ringing') {
          this.established(response.session);
          this.onAnswered?.(response.message.body);
        } else {
          // The answer and our CANCEL crossed.
          response.session.bye();
        }
      },
      onReject: ({ message: response }) => {
        if (this.state !== 'ringing') return;
        this.state = 'ended';
        this.onRejected?.(response.statusCode ?? 500);
      },
      onRedirect: () => {
        if (this.state !== 'ringing') return;
        this.state = 'ended';
        this.onRejected?.(480);
      },
    });
  }

  /** Ends the leg: with CANCEL when it was not answered, else with BYE. */
  end(reason?: string): void {
    const { state } = this;
    this.state = 'ended';
    if (state === 'ringing') this.#request?.cancel(reason);
    if (state === 'answered') this.bye();
  }
}

export type AnyLeg = IncomingLeg | OutgoingLeg;
