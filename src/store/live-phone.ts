import { init, type Operators } from '../init.js';
import { Ringer } from '../media/ringer.js';
import type { SignInFailure } from '../pbx/failure.js';
import type { PhoneOperator } from '../phone/phone-operator.js';
import type { Session } from '../phone/session.js';
import { reconnectDelay } from '../reconnect-policy.js';
import { COMMON_ERROR, PBX_ERROR, PHONE_ERROR, isResult, type Result } from '../result.js';
import { callSnapshot } from './call-snapshot.js';
import type { FactDetails, FactName, RequestDetails, RequestName } from './messages.js';
import type { CallSnapshot, ConnectionState, PhoneSnapshot, Problem } from './phone-snapshot.js';
import type { PhoneStore } from './phone-store.js';
import { requests } from './requests.js';
import { fetchSignature } from './signature.js';

export interface StartOptions {
  /** May be empty when `signatureUrl` tells it. */
  readonly username: string;
  /** The login signature; empty when `signatureUrl` is asked for one. */
  readonly secret: string;
  readonly signatureUrl: string;
  /** How cookies go to `signatureUrl`. */
  readonly credentials: RequestCredentials;
  /** When empty the answer of `signatureUrl` tells it, else it is the page's own origin. */
  readonly pbxURL: string;
}

/** Tells the page; `<linkus-phone>` makes a DOM event of it. */
export type TellFact = <Name extends FactName>(name: Name, detail: FactDetails[Name]) => void;

export interface LivePhone {
  request<Name extends RequestName>(name: Name, detail: RequestDetails[Name]): void;
  /** Ends every call, signs off, and leaves the store as it was before. */
  destroy(): void;
}

/** How long a call that ended is still shown, with the reason (ms). */
const endedTime = 5000;

/** Signs in and keeps `store` telling the truth about it. Everything that there is to say goes to `store` and `tell`. */
export function startPhone(store: PhoneStore, options: StartOptions, tell: TellFact): LivePhone {
  return new SignedInPhone(store, options, tell);
}

class SignedInPhone implements LivePhone {
  readonly #ringer = new Ringer();
  readonly #listening = new AbortController();
  /** Aborted when the present sign-in, or what came of it, is given up. */
  #attempt = new AbortController();
  #operators: Operators | null = null;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #forgetEnded: ReturnType<typeof setTimeout> | undefined;
  readonly #answering = new Set<string>();

  constructor(
    private readonly store: PhoneStore,
    private readonly options: StartOptions,
    private readonly tell: TellFact,
  ) {
    const { signal } = this.#listening;
    // The page goes away: the other side must not wait for a timeout. It may come back out of the back/forward cache.
    addEventListener('pagehide', () => this.#signOut(), { signal });
    addEventListener('pageshow', ({ persisted }) => persisted && void this.#signIn(), { signal });
    addEventListener('online', () => this.#retry !== undefined && void this.#signIn(), { signal });
    void this.#signIn();
  }

  request<Name extends RequestName>(name: Name, detail: RequestDetails[Name]): void {
    if (name === 'linkus-sign-in-request') {
      void this.#signIn();
      return;
    }
    void this.#grant(name, detail as never);
  }

  destroy(): void {
    this.#listening.abort();
    this.#signOut();
    this.#ringer.close();
  }

  async #grant<Name extends keyof typeof requests>(name: Name, detail: RequestDetails[Name]): Promise<void> {
    const callId = 'callId' in detail ? detail.callId : '';
    const number = 'number' in detail ? detail.number : (this.#phone?.getSession(callId)?.status.number ?? '');
    const answers = name === 'linkus-answer-request';
    if (answers) this.#markAnswering(callId, true);
    try {
      if (!this.#phone?.isRegistered && name === 'linkus-call-request') throw PHONE_ERROR.REGISTRY_FAILED;
      if (!this.#phone) throw PHONE_ERROR.NOT_FOUND_CALL_ID;
      await requests[name](this.#phone, detail);
      if (!this.#destroyed) this.store.update({ callProblem: null });
    } catch (error) {
      if (this.#destroyed) return;
      const { code, msg } = isResult(error) ? error : PHONE_ERROR.UNKNOWN_ERROR;
      this.store.update({ callProblem: problem({ code, msg }) });
      this.tell('linkus-request-refused', { request: name, number, code, msg });
    } finally {
      if (name === 'linkus-call-request' && !this.#destroyed) this.store.update({ lastNumber: number });
      if (answers && !this.#destroyed) this.#markAnswering(callId, false);
    }
  }

  /** The store belongs to somebody else then. */
  get #destroyed(): boolean {
    return this.#listening.signal.aborted;
  }

  get #phone(): PhoneOperator | null {
    return this.#operators?.phone ?? null;
  }

  #markAnswering(callId: string, answering: boolean): void {
    if (answering) this.#answering.add(callId);
    else this.#answering.delete(callId);
    this.#drawCalls();
  }

  async #signIn(): Promise<void> {
    this.#giveUp();
    const { signal } = (this.#attempt = new AbortController());
    this.#connection('signing-in', null);
    try {
      const { username, secret, pbxURL } = await this.#credentials();
      if (signal.aborted) return;
      const operators = await init({ username, secret, pbxURL, enableLog: false, disableCallWaiting: true, signal });
      if (signal.aborted) {
        operators.destroy();
        return;
      }
      this.#failures = 0;
      this.#use(operators);
    } catch (error) {
      if (!signal.aborted) this.#onSignInFailed(isResult(error) ? error : COMMON_ERROR.UNKNOWN_ERROR);
    }
  }

  async #credentials(): Promise<{ username: string; secret: string; pbxURL: string }> {
    const { signatureUrl, credentials, username, secret, pbxURL } = this.options;
    if (!signatureUrl) return { username, secret, pbxURL: pbxURL || location.origin };
    const signature = await fetchSignature(signatureUrl, credentials);
    return {
      username: username || (signature.username ?? ''),
      secret: signature.secret,
      pbxURL: pbxURL || signature.pbxURL || location.origin,
    };
  }

  #onSignInFailed(result: Result): void {
    // Only an unreachable PBX is tried again by itself: everything else needs a person, and a PBX locks accounts.
    const { reason } = result as SignInFailure;
    const unreachable = result.code === PBX_ERROR.PBX_NETWORK_ERROR.code || reason === 'no-answer';
    if (unreachable) {
      this.#retry = setTimeout(() => void this.#signIn(), reconnectDelay(this.#failures++, Math.random()));
    }
    this.#connection(unreachable ? 'reconnecting' : 'refused', result);
  }

  #use(operators: Operators): void {
    this.#operators = operators;
    const { phone, pbx } = operators;
    this.store.update({ extension: pbx.extensionNumber, extensionName: pbx.extensionName });
    phone.on('registered', () => this.#connection('ready', null));
    phone.on('disconnected', () => this.#connection('reconnecting', PBX_ERROR.PBX_NETWORK_ERROR));
    phone.on('registrationFailed', (failure) => this.#connection(failure.final ? 'refused' : 'reconnecting', failure));
    phone.on('dialling', (dialling) => this.store.update({ dialling }));
    phone.on('newRTCSession', ({ session }) => this.#follow(session));
    phone.on('incoming', ({ session }) => this.tell('linkus-incoming', { call: this.#snapshotOf(session) }));
    phone.on('deleteSession', ({ session }) => this.#onEnd(session));
    pbx.on('runtimeError', (result) => {
      this.tell('linkus-runtime-error', { code: result.code, msg: result.msg });
      this.#giveUp();
      this.#connection('refused', result);
    });
    phone.start();
  }

  #follow(session: Session): void {
    this.#drawCalls();
    session.on('statusChange', () => {
      this.#drawCalls();
      this.tell('linkus-call-change', { call: this.#snapshotOf(session) });
    });
    this.tell('linkus-call-start', { call: this.#snapshotOf(session) });
  }

  #onEnd(session: Session): void {
    const call = this.#snapshotOf(session);
    clearTimeout(this.#forgetEnded);
    this.#forgetEnded = setTimeout(() => this.store.update({ endedCall: null }), endedTime);
    this.store.update({ endedCall: call });
    this.#drawCalls();
    this.tell('linkus-call-end', { call, reason: call.endReason ?? 'pbx', code: call.endCode });
  }

  #drawCalls(): void {
    const phone = this.#phone;
    const calls = Object.freeze((phone?.getSessions() ?? []).map((session) => this.#snapshotOf(session)));
    const present: Partial<PhoneSnapshot> = { calls, currentCallId: phone?.currentSessionID ?? null };
    // A new call takes the place of the one that ended.
    this.store.update(calls.length > 0 ? { ...present, endedCall: null } : present);
    const rings = calls.some(({ incoming, answering }) => incoming && !answering);
    // Early media bring the PBX's own ringing tone, or its announcement.
    const othersRing = phone
      ?.getSessions()
      .some(({ status, earlyMedia }) => status.callStatus === 'ringing' && !earlyMedia);
    this.#ringer.set(rings ? 'incoming' : othersRing ? 'ringback' : null);
  }

  #snapshotOf(session: Session): CallSnapshot {
    return callSnapshot(session, this.#answering.has(session.status.callId));
  }

  #connection(connection: ConnectionState, result: Pick<Result, 'code' | 'msg'> | null): void {
    this.store.update({ connection, connectionProblem: result && problem(result) });
    const { code, msg } = result ?? { code: 0, msg: '' };
    this.tell('linkus-registration-change', { connection, registered: connection === 'ready', code, msg });
  }

  /** Ends the calls (each tells its end), signs off, forgets. */
  #giveUp(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#attempt.abort();
    this.#operators?.destroy();
    this.#operators = null;
    this.#ringer.set(null);
  }

  #signOut(): void {
    this.#giveUp();
    clearTimeout(this.#forgetEnded);
    if (this.store.snapshot.connection === 'signed-out') return;
    this.store.reset();
    this.#connection('signed-out', null);
  }
}

function problem({ code, msg }: Pick<Result, 'code' | 'msg'>): Problem {
  return Object.freeze({ code, msg, at: Date.now() });
}
