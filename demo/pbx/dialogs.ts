/** The two kinds of call leg between the PBX and a phone: one that the phone began and one that the PBX began. */
import type {
  IncomingInviteRequest,
  OutgoingInviteRequest,
  Session,
  URI,
  UserAgentClient,
} from 'sip.js/lib/core/index.js';
import type { LegSettings } from './leg-owner.js';
import { Leg, sdpBody } from './leg.js';
import type { MediaLeg } from './media-server.js';
import { quoted, type Party } from './parties.js';
import { randomToken } from './random.js';
import { rackHeader, ReliableProgress, takesReliableProgress } from './reliable-progress.js';
import type { SipAgent } from './sip-endpoint.js';

export type { LegState } from './leg-owner.js';

/** The phone called us. */
export class IncomingLeg extends Leg {
  protected readonly ownsCallId = false;
  readonly #request: IncomingInviteRequest;
  #early: Session | undefined;
  /** Our tags, one for each phone that rings at the other side, where early dialogs are told apart. */
  readonly #earlyTags = new Map<unknown, string>();
  readonly #reliable: ReliableProgress | undefined;
  #isProgressing = false;

  /** @param isReliable provisional responses are reliable where the phone takes them (RFC 3262) */
  constructor(
    agent: SipAgent,
    extension: string,
    media: MediaLeg,
    settings: LegSettings,
    request: IncomingInviteRequest,
    isReliable: boolean,
  ) {
    super(agent, extension, media, settings);
    this.#request = request;
    if (isReliable && takesReliableProgress(request.message)) this.#reliable = new ReliableProgress(request);
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

  /** Refuses a session timer that is too short; the leg is then ended. */
  refuseShortTimer(): boolean {
    if (!this.timer?.isTooShort(this.#request.message)) return false;
    this.state = 'ended';
    this.#request.reject({ statusCode: 422, extraHeaders: [this.timer.minimumHeader] });
    return true;
  }

  override matches(callId: string, toTag: string, fromTag: string): boolean {
    if (super.matches(callId, toTag, fromTag)) return true;
    if (this.state !== 'ringing' || this.callId !== callId || this.#request.message.fromTag !== fromTag) return false;
    return this.#early?.localTag === toTag || [...this.#earlyTags.values()].includes(toTag);
  }

  /** Tells the phone that it rings, or with `sdp` that something can be heard already. */
  progress(statusCode: 180 | 183, callee: Party, sdp?: string): void {
    if (this.state !== 'ringing') return;
    const body = sdp === undefined ? {} : { body: sdpBody(sdp) };
    const options = { statusCode, extraHeaders: this.partyHeaders(callee), ...body };
    // Only the first one: the next one would have to wait for its PRACK.
    const reliable = this.#isProgressing ? undefined : this.#reliable;
    this.#isProgressing = true;
    const response = reliable ? reliable.send(options, () => this.#expired()) : this.#request.progress(options);
    this.#early = response.session;
  }

  /** As {@link progress}, in an early dialog of its own for each `source` (RFC 3261 section 12.1.2). */
  forkedProgress(source: unknown, statusCode: 180 | 183, callee: Party, sdp?: string): void {
    if (this.state !== 'ringing') return;
    const toTag = this.#earlyTags.get(source) ?? randomToken(5);
    this.#earlyTags.set(source, toTag);
    // sip.js's server side has one tag for all responses: these go past it.
    this.agent.core.replyStateless(this.#request.message, {
      statusCode,
      toTag,
      extraHeaders: [this.contact, ...this.partyHeaders(callee)],
      ...(sdp !== undefined && { body: sdpBody(sdp) }),
    });
  }

  answer(sdp: string, callee: Party, source?: unknown): void {
    if (this.#reliable && this.#isProgressing) this.#reliable.then(() => this.#answer(sdp, callee, source));
    else this.#answer(sdp, callee, source);
  }

  #answer(sdp: string, callee: Party, source: unknown): void {
    if (this.state !== 'ringing') return;
    const toTag = this.#earlyTags.get(source);
    if (toTag !== undefined) Object.assign(this.#request, { toTag });
    const timer = this.timer?.received(this.#request.message, false) ?? [];
    const extraHeaders = [...this.partyHeaders(callee), ...timer];
    this.established(this.#request.accept({ statusCode: 200, extraHeaders, body: sdpBody(sdp) }).session);
  }

  /** Ends the leg: with this final status when it was not answered, else with BYE. */
  end(statusCode: number): void {
    const { state } = this;
    this.state = 'ended';
    if (state === 'ringing') this.#request.reject({ statusCode });
    if (state === 'answered') this.bye();
  }

  override dispose(): void {
    this.#reliable?.stop();
    super.dispose();
  }

  /** The phone acknowledges no provisional response: RFC 3262 section 3. */
  #expired(): void {
    if (this.state !== 'ringing') return;
    this.#request.reject({ statusCode: 504 });
    this.ended();
  }
}

/** We call the phone. */
export class OutgoingLeg extends Leg {
  protected readonly ownsCallId = true;
  readonly #target: URI;
  #request: OutgoingInviteRequest | undefined;
  /** 180, or 183. */
  onProgress: ((statusCode: 180 | 183) => void) | undefined;
  onAnswered: ((sdp: string) => void) | undefined;
  /** The answer in a reliable provisional response: the 200 has none then. */
  #earlyAnswer = '';
  /** A final status other than 200. */
  onRejected: ((statusCode: number) => void) | undefined;

  constructor(agent: SipAgent, extension: string, media: MediaLeg, settings: LegSettings, target: URI) {
    super(agent, extension, media, settings);
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
      [this.contact, ...(this.timer?.requestHeaders() ?? []), ...extraHeaders],
      sdpBody(sdp),
    );
    this.#request = core.invite(message, {
      onProgress: ({ message: response, prack }) => {
        const { statusCode } = response;
        const rack = rackHeader(response);
        if (rack !== undefined) {
          prack({ extraHeaders: [rack] });
          this.#earlyAnswer ||= response.body;
        }
        if (this.state === 'ringing' && (statusCode === 180 || statusCode === 183)) this.onProgress?.(statusCode);
      },
      onAccept: (response) => {
        response.ack();
        if (this.state === 'ringing') {
          this.timer?.answered(response.message, false);
          this.established(response.session);
          this.onAnswered?.(response.message.body || this.#earlyAnswer);
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
    // A CANCEL that reaches nothing leaves no dialog behind: the phone that comes back is told so (481).
    if (state === 'ringing' && !this.agent.socket) (this.#request as UserAgentClient | undefined)?.dispose();
    if (state === 'answered') this.bye();
  }
}

export type AnyLeg = IncomingLeg | OutgoingLeg;
