import { Registerer, RegistererState, type Core, type UserAgent } from 'sip.js';

/** A registrar that says nothing for this long has failed (ms). */
const answerTime = 10_000;
/** Seconds asked for; the PBX may grant less. */
const expires = 1800;

export type RegistrationOutcome =
  { ok: true } | { ok: false; status: number; phrase: string; message: Core.IncomingResponseMessage | null };

/**
 * One registration on one socket. sip.js's Registerer refuses further work in several cases (a 200 without our Contact,
 * a socket that died in between), so each attempt gets a new one and its own time limit.
 */
export class Registration {
  readonly #registerer: Registerer;
  #settled = false;
  #deadline: ReturnType<typeof setTimeout> | undefined;

  /**
   * `sign` may put the credentials into the request before it is challenged.
   * `settle` hears the outcome of the first REGISTER, and again when a refresh of it fails later.
   */
  constructor(
    userAgent: UserAgent,
    extraHeaders: readonly string[],
    sign: (request: Core.OutgoingRequestMessage) => void,
    private settle: (outcome: RegistrationOutcome) => void,
  ) {
    this.#registerer = new Registerer(userAgent, {
      expires,
      // A sleeping tab misses a refresh in the last percent, where sip.js puts it by default.
      refreshFrequency: 75,
      logConfiguration: false,
      extraHeaders: [...extraHeaders],
    });
    sign(this.#registerer['request'] as Core.OutgoingRequestMessage);
    this.#registerer.stateChange.addListener((state) => {
      // The first answer is told by the request itself; here only a refresh that failed is news.
      if (state === RegistererState.Unregistered && this.#settled) this.#fail(408, 'Registration lost');
    });
  }

  register(): void {
    this.#deadline = setTimeout(() => this.#fail(408, 'No answer from the registrar'), answerTime);
    this.#registerer
      .register({
        requestDelegate: {
          onAccept: () => {
            clearTimeout(this.#deadline);
            this.#settled = true;
            this.settle({ ok: true });
          },
          onReject: ({ message }) => this.#fail(message.statusCode ?? 500, message.reasonPhrase ?? '', message),
        },
      })
      .catch(() => this.#fail(408, 'The connection was lost'));
  }

  /** Takes the binding back (REGISTER with expiry 0); the message is on the socket when this returns. */
  unregister(extraHeaders: readonly string[]): void {
    this.forget();
    if (this.#registerer.state !== RegistererState.Registered) return;
    this.#registerer.unregister({ requestOptions: { extraHeaders: [...extraHeaders] } }).catch(() => undefined);
  }

  /** No more news from this one. */
  forget(): void {
    clearTimeout(this.#deadline);
    // sip.js keeps its refresh timer until an answer comes, which on a closed socket is never: it would hold the phone.
    (this.#registerer as unknown as { clearTimers(): void }).clearTimers();
    this.settle = () => undefined;
  }

  #fail(status: number, phrase: string, message: Core.IncomingResponseMessage | null = null): void {
    clearTimeout(this.#deadline);
    const { settle } = this;
    this.forget();
    settle({ ok: false, status, phrase, message });
  }
}
