import { init, type Operators } from '../init.js';
import type { RuntimeError, SignInFailure } from '../pbx/failure.js';
import type { PBXOperator } from '../pbx/pbx-operator.js';
import type { DeviceIds } from '../phone/phone-config.js';
import { reconnectDelay } from '../reconnect-policy.js';
import { COMMON_ERROR, PBX_ERROR, isResult, type Result } from '../result.js';
import type { TellFact } from './live-calls.js';
import type { ConnectionState, Problem } from '../store/phone-snapshot.js';
import type { PhoneStore } from '../store/phone-store.js';
import { askSignature, canRenew, type LaterResult, type SignatureSource } from './signature.js';

export interface ConnectionOptions extends SignatureSource {
  /** Signs in in place of us, with options of its own; asked again when a person tries again. Rejects as `init()` does. */
  readonly signIn?: ((signal: AbortSignal) => Promise<Operators>) | undefined;
}

/** What is done with a phone that is signed in. */
export interface ConnectionUser {
  deviceIds(): Promise<DeviceIds>;
  /** Listens to the operators; the phone is started after that. */
  use(operators: Operators): void;
  /** The operators are gone, and with them the calls. */
  leave(): void;
}

/** A PBX that wants another signature more often than this (ms) is asked more slowly each time. */
const renewalPeace = 60_000;
/** Milliseconds: however long an application server wants us to wait. */
const longestWait = 60_000;

/** Signs in, tries again where that helps, and keeps the store telling how it stands. */
export class LiveConnection {
  operators: Operators | null = null;
  /** Aborted when the present sign-in, or what came of it, is given up. */
  #attempt = new AbortController();
  /** A signature is being asked for, or the PBX checks one: one at a time. */
  #signingIn = false;
  /** The PBX has ended its session with this phone, whose calls go on, and wants another signature. */
  #ended: PBXOperator | null = null;
  #failures = 0;
  #renewals = 0;
  #renewedAt = -Infinity;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: PhoneStore,
    private readonly options: ConnectionOptions,
    private readonly tell: TellFact,
    private readonly user: ConnectionUser,
  ) {}

  /** Signs in, or tries again in the way that fits: a phone that only needs another signature keeps its calls. */
  signIn(): void {
    if (this.#signingIn) return;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    if (this.#ended) void this.#run(this.#renew(this.#ended));
    else {
      this.#giveUp();
      void this.#run(this.#begin());
    }
  }

  /** Doesn't wait any longer for an attempt that is due later. */
  retryNow(): void {
    if (this.#retry !== undefined) this.signIn();
  }

  /** The computer has no network any more: the socket finds out seconds later. */
  showOffline(): void {
    if (this.store.snapshot.connection === 'ready') this.#show('reconnecting', PBX_ERROR.PBX_NETWORK_ERROR);
  }

  /** The computer has a network again. A registration that did not outlive the gap tells so by itself. */
  showOnline(): void {
    this.retryNow();
    const stands = !this.#ended && this.operators?.phone.isRegistered;
    if (stands && this.store.snapshot.connection === 'reconnecting') this.#show('ready', null);
  }

  /** A person, or the page, asks: one that is signed in must not lose its calls for that. */
  signInIfNeeded(): void {
    const { connection } = this.store.snapshot;
    if (connection === 'refused' || connection === 'signed-out') this.signIn();
    else this.retryNow();
  }

  signOut(): void {
    this.#giveUp();
    if (this.store.snapshot.connection === 'signed-out') return;
    this.store.reset();
    this.#show('signed-out', null);
  }

  async #run(signingIn: Promise<void>): Promise<void> {
    const { signal } = this.#attempt;
    this.#signingIn = true;
    this.#show('signing-in', null);
    try {
      await signingIn;
      this.#failures = 0;
    } catch (error) {
      if (!signal.aborted) this.#onFailed(isResult(error) ? error : COMMON_ERROR.UNKNOWN_ERROR);
    } finally {
      if (!signal.aborted) this.#signingIn = false;
    }
  }

  async #begin(): Promise<void> {
    const { signal } = (this.#attempt = new AbortController());
    const operators = await (this.options.signIn ?? this.#init)(signal);
    if (signal.aborted) operators.destroy();
    else this.#use(operators);
  }

  readonly #init = async (signal: AbortSignal): Promise<Operators> => {
    const [signature, deviceIds] = await Promise.all([askSignature(this.options, signal), this.user.deviceIds()]);
    return init({ ...signature, signal, enableLog: false, deviceIds });
  };

  async #renew(pbx: PBXOperator): Promise<void> {
    const { signal } = this.#attempt;
    const { secret } = await askSignature(this.options, signal);
    if (signal.aborted) return;
    await pbx.signInAgain(secret);
    this.#ended = null;
  }

  #use(operators: Operators): void {
    this.operators = operators;
    const { phone, pbx } = operators;
    const { signal } = this.#attempt;
    this.user.use(operators);
    // A refresh of the registration says nothing about the session that the PBX has ended.
    phone.on('registered', () => !this.#ended && this.#show('ready', null));
    phone.on('disconnected', ({ retryIn }) => {
      if (Number.isFinite(retryIn)) this.#show('reconnecting', PBX_ERROR.PBX_NETWORK_ERROR, retryIn);
      // The application has closed the connection by `phone.disconnect()`.
      else if (!signal.aborted) this.#show('signed-out', null);
    });
    phone.on('registrationFailed', (failure) => this.#show(failure.final ? 'refused' : 'reconnecting', failure));
    pbx.on('runtimeError', (error) => this.#onRuntimeError(pbx, error));
    phone.start();
  }

  #onRuntimeError(pbx: PBXOperator, error: RuntimeError): void {
    this.tell('linkus-runtime-error', { code: error.code, msg: error.msg });
    if (error.reason !== 'sign-in-needed' || !canRenew(this.options)) {
      this.#giveUp();
      this.#show('refused', error);
      return;
    }
    pbx.keepPhone();
    this.#ended = pbx;
    const now = performance.now();
    if (now - this.#renewedAt > renewalPeace) this.#renewals = 0;
    this.#renewedAt = now;
    if (this.#renewals++ === 0) this.signIn();
    else this.#retryLater(this.#renewals, error);
  }

  #onFailed(result: Result): void {
    // Only an unreachable PBX is tried again by itself: everything else needs a person, and a PBX locks accounts.
    const { reason } = result as SignInFailure;
    if (result.code === PBX_ERROR.PBX_NETWORK_ERROR.code || reason === 'no-answer') {
      this.#retryLater(this.#failures++, result);
      return;
    }
    this.#show('refused', result);
    if (this.#ended) this.#leaveWithLastCall(result);
  }

  #retryLater(attempt: number, result: LaterResult): void {
    const delay = Math.max(reconnectDelay(attempt, Math.random()), Math.min(result.retryAfter ?? 0, longestWait));
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.signIn(), delay);
    this.#show('reconnecting', result, delay);
  }

  /** The PBX wants us no longer, but the person talks. */
  #leaveWithLastCall(result: Result): void {
    const { signal } = this.#attempt;
    const leave = () => {
      if (signal.aborted || !this.#ended || this.#signingIn || this.operators?.phone.sessions.size !== 0) return;
      this.#giveUp();
      this.#show('refused', result);
    };
    // A moment after the end is told: the message that ends the call goes out then.
    this.operators?.phone.on('deleteSession', () => queueMicrotask(leave));
    leave();
  }

  #show(connection: ConnectionState, result: Pick<Result, 'code' | 'msg'> | null, retryIn = Infinity): void {
    const retryAt = Number.isFinite(retryIn) ? Date.now() + retryIn : null;
    this.store.update({ connection, connectionProblem: result && problem(result), retryAt });
    const { code, msg } = result ?? { code: 0, msg: '' };
    this.tell('linkus-registration-change', { connection, registered: connection === 'ready', code, msg });
  }

  /** Ends the calls (each tells its end), signs off, forgets. */
  #giveUp(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#attempt.abort();
    this.#signingIn = false;
    this.#ended = null;
    this.operators?.destroy();
    this.operators = null;
    this.user.leave();
  }
}

export function problem({ code, msg }: Pick<Result, 'code' | 'msg'>): Problem {
  return Object.freeze({ code, msg, at: Date.now() });
}
