import { checkBrowser, init, type Operators } from '../init.js';
import { createLogger } from '../logger.js';
import { failure, mayPass, type RuntimeError, type SignInFailure } from '../pbx/failure.js';
import type { DeviceIds } from '../phone/phone-config.js';
import { reconnectDelay } from '../reconnect-policy.js';
import { COMMON_ERROR, PBX_ERROR, isResult, type Result } from '../result.js';
import { move, shown, type ConnectionFact, type ConnectionStep } from './connection-state.js';
import type { TellFact } from './live-calls.js';
import type { Problem } from '../store/phone-snapshot.js';
import type { PhoneStore } from '../store/phone-store.js';
import { askSignature, canRenew, type SignatureSource } from './signature.js';

const log = createLogger('phone');

export interface ConnectionOptions extends SignatureSource {
  /** Signs in in place of us, with options of its own; asked again when a user tries again. Rejects as `init()` does. */
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

type Told = Pick<Result, 'code' | 'msg'>;

/** A PBX that wants another signature more often than this (ms) is asked more slowly each time. */
const renewalPeace = 60_000;
/** Milliseconds: however long a server wants us to wait. */
const longestWait = 60_000;

/** Signs in, tries again where that helps, and shows in the store what came of it (`connection-state.ts`). */
export class LiveConnection {
  operators: Operators | null = null;
  #step: ConnectionStep = 'signed-out';
  /** Aborted when the present sign-in, or what came of it, is given up. */
  #attempt = new AbortController();
  #failures = 0;
  #renewals = 0;
  #renewedAt = -Infinity;
  #retry: ReturnType<typeof setTimeout> | undefined;
  /** Until when a server wants to be left alone: milliseconds since 1970. */
  #patientUntil = 0;

  constructor(
    private readonly store: PhoneStore,
    private readonly options: ConnectionOptions,
    private readonly tell: TellFact,
    private readonly user: ConnectionUser,
  ) {}

  /** A user or the page asks. Calls go on: a phone that is there signs in again under them. */
  signIn(fact: 'ask' | 'retry' = 'ask'): void {
    if (!this.#move(fact)) return;
    clearTimeout(this.#retry);
    void this.#run();
  }

  /** Something suggests that the network or the PBX is back: doesn't wait for an attempt that is due later. */
  retryNow(): void {
    this.#failures = 0;
    if (Date.now() >= this.#patientUntil) this.signIn('retry');
  }

  /** The computer has no network any more: the socket finds out seconds later. */
  showOffline(): void {
    this.#move('offline', PBX_ERROR.PBX_NETWORK_ERROR);
  }

  /** The computer has a network again. A registration that did not outlive the gap says so itself. */
  showOnline(): void {
    if (this.operators?.phone.isRegistered) this.#move('online');
  }

  signOut(): void {
    this.#giveUp();
    if (this.#step === 'signed-out') return;
    this.store.reset();
    this.#move('sign-out');
  }

  async #run(): Promise<void> {
    if (!this.operators) this.#attempt = new AbortController();
    const { signal } = this.#attempt;
    try {
      await (this.operators ? this.#renew(this.operators, signal) : this.#begin(signal));
    } catch (error) {
      if (!signal.aborted) this.#onFailed(resultOf(error));
    }
  }

  async #begin(signal: AbortSignal): Promise<void> {
    checkBrowser();
    const operators = await (this.options.signIn ?? this.#init)(signal);
    if (signal.aborted) operators.destroy();
    else this.#use(operators);
  }

  readonly #init = async (signal: AbortSignal): Promise<Operators> => {
    const [signature, deviceIds] = await Promise.all([askSignature(this.options, signal), this.user.deviceIds()]);
    return init({ ...signature, signal, enableLog: false, deviceIds });
  };

  async #renew({ pbx, phone }: Operators, signal: AbortSignal): Promise<void> {
    const { secret } = this.options.signIn ? pbx : await askSignature(this.options, signal);
    if (signal.aborted) return;
    await pbx.signInAgain(secret);
    if (signal.aborted) return;
    this.#accept();
    // Whatever has ended the registration: it is begun again.
    if (!phone.isRegistered) phone.start();
  }

  #accept(): void {
    this.#failures = 0;
    this.#move('accepted');
  }

  #use(operators: Operators): void {
    this.operators = operators;
    this.#accept();
    const { phone, pbx } = operators;
    const { signal } = this.#attempt;
    this.user.use(operators);
    phone.on('registered', () => this.#move('registered'));
    phone.on('disconnected', ({ retryIn }) => {
      if (Number.isFinite(retryIn)) this.#move('lost', PBX_ERROR.PBX_NETWORK_ERROR, retryIn);
      else if (!signal.aborted) this.#move('closed');
    });
    phone.on('registrationFailed', (failed) => this.#move(failed.final ? 'rejection' : 'lost', failed));
    // A moment after the end is told: the message that ends the call goes out then.
    phone.on('deleteSession', () => queueMicrotask(() => !signal.aborted && this.#leaveIfCallsAreOver()));
    pbx.on('runtimeError', (error) => this.#onRuntimeError(operators, error));
    phone.start();
  }

  #onRuntimeError({ pbx }: Operators, error: RuntimeError): void {
    this.tell('linkus-runtime-error', { code: error.code, msg: error.msg });
    if (error.reason === 'sign-in-needed' && canRenew(this.options) && this.#renewSoon(error)) pbx.keepPhone();
    else this.#giveUp('session-over', error);
  }

  /** At once, but not again and again. */
  #renewSoon(error: Result): boolean {
    const now = performance.now();
    if (now - this.#renewedAt > renewalPeace) this.#renewals = 0;
    this.#renewedAt = now;
    if (this.#renewals++ > 0) return this.#wait('session-ended-again', this.#renewals, error);
    if (!this.#move('session-ended')) return false;
    void this.#run();
    return true;
  }

  #onFailed(result: SignInFailure): void {
    if (mayPass(result)) this.#wait('failed', this.#failures++, result);
    else if (this.#move('refusal', result)) this.#leaveIfCallsAreOver();
  }

  #wait(
    fact: ConnectionFact,
    attempt: number,
    { retryAfter = 0, ...result }: Result & Partial<SignInFailure>,
  ): boolean {
    const pause = Math.min(retryAfter, longestWait);
    const delay = Math.max(reconnectDelay(attempt, Math.random()), pause);
    if (!this.#move(fact, result, delay)) return false;
    this.#patientUntil = Date.now() + pause;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.signIn('retry'), delay);
    return true;
  }

  /** The PBX wants us no longer, but the user may talk still. */
  #leaveIfCallsAreOver(): void {
    if (this.#step === 'closing' && this.operators?.phone.sessions.size === 0)
      this.#giveUp('calls-over', this.store.snapshot.connectionProblem);
  }

  /** Changes the state, and shows it. `false` when the fact means nothing now. */
  #move(fact: ConnectionFact, result: Told | null = null, retryIn = Infinity): boolean {
    const step = move(this.#step, fact);
    if (!step) return false;
    const before = shown[this.#step];
    this.#step = step;
    const connection = shown[step];
    // The step from the sign-in to the registration is not seen.
    if (connection === before && !result) return true;
    const retryAt = Number.isFinite(retryIn) ? Date.now() + retryIn : null;
    this.store.update({ connection, connectionProblem: result && problem(result), retryAt });
    const { code, msg } = result ?? { code: 0, msg: '' };
    this.tell('linkus-registration-change', { connection, registered: connection === 'ready', code, msg });
    return true;
  }

  /** Ends the calls (each tells its end), signs off, forgets; then moves. */
  #giveUp(fact?: ConnectionFact, result: Told | null = null): void {
    clearTimeout(this.#retry);
    this.#patientUntil = 0;
    this.#attempt.abort();
    this.operators?.destroy();
    this.operators = null;
    this.user.leave();
    if (fact) this.#move(fact, result);
  }
}

/** What is no Result came from the page, or from a file that could not be loaded: that may pass. */
function resultOf(error: unknown): SignInFailure {
  if (isResult(error)) return error as SignInFailure;
  log.warn(`the sign-in failed: ${String(error)}`);
  return failure(COMMON_ERROR.UNKNOWN_ERROR, 'unreachable') as SignInFailure;
}

export function problem({ code, msg }: Told): Problem {
  return Object.freeze({ code, msg, at: Date.now() });
}
