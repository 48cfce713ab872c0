import { createLogger } from '../logger.js';
import { webSocketUrl } from '../pbx-url.js';
import { numberOf, type Answer } from './answer-fields.js';
import { mayPass, type SignInFailure } from './failure.js';
import { readServices, type Services } from './licence.js';
import { NotificationSocket } from './notification-socket.js';
import { PbxApi } from './pbx-api.js';
import type { ClientState } from './reaction.js';
import { fetchToken, loadProfile, login, type Credentials, type PbxProfile } from './sign-in.js';
import { topicsOf } from './topics.js';

const log = createLogger('pbx');

export interface PbxSessionOptions extends Credentials {
  readonly url: URL;
  readonly disableCallWaiting: boolean;
}

export interface PbxSessionHost {
  notified(topic: number, message: Answer): void;
  /** Whether the session is to go on; asked when the PBX has taken its token away. */
  goesOn(): boolean;
  /** The PBX gives no other token for the same signature. */
  refused(): void;
  /** The PBX answers; `again`: after it could not be reached. */
  answers(again: boolean): void;
}

/** What a client has of the PBX once it is signed in: an access token, and the notifications. A token that expires is renewed. */
export class PbxSession {
  readonly api: PbxApi;
  readonly socket: NotificationSocket;
  /** What the last sign-in told. */
  profile: PbxProfile | null = null;
  /** What notifications are read with; kept up to date by them. */
  client: ClientState | null = null;
  /** The licences of the PBX. */
  services: Promise<Services> = Promise.resolve(new Map());
  #options: PbxSessionOptions;
  readonly #host: PbxSessionHost;
  #renewal: Promise<void> | null = null;

  constructor(options: PbxSessionOptions, host: PbxSessionHost) {
    this.#options = options;
    this.#host = host;
    this.api = new PbxApi(options.url);
    this.socket = new NotificationSocket((topic, message) => host.notified(topic, message));
    this.socket.onBack = () => host.answers(true);
    this.api.onAnswer = () => {
      this.socket.retryNow();
      host.answers(false);
    };
  }

  /**
   * Signs in, with this signature from now on.
   * @throws SignInFailure
   */
  async signIn(secret: string): Promise<PbxProfile> {
    this.#options = { ...this.#options, secret };
    const { username, url, userAgent, disableCallWaiting } = this.#options;
    const product = await login(this.api, url.host, this.#options);
    try {
      // Beside the questions below: what changes while they are answered must not be missed, and nothing waits for it.
      const loading = loadProfile(this.api, product, userAgent);
      const askServices = () => this.api.get('/v1.0/licenseservice/get').then(readServices);
      this.#subscribe(topicsOf(product.version), askServices);
      this.services = askServices();
      this.services.catch(() => undefined); // told when it is used
      const profile = await loading;
      const { chinese, cloud } = product;
      const { extensionNumber, global } = profile;
      this.client = { username, userAgent, disableCallWaiting, chinese, cloud, extensionNumber, global };
      this.profile = profile;
      this.api.renew = () => (this.#renewal ??= this.#renewToken().finally(() => (this.#renewal = null)));
      return profile;
    } catch (error) {
      // The PBX gave us a token and we can't use it. Who listens to the socket does so after the next try, too.
      this.pause();
      this.#giveBack().catch(() => undefined);
      this.api.token = '';
      throw error;
    }
  }

  /** Ends the session at the PBX. Resolves with the `errcode` of its answer. */
  logout(): Promise<number> {
    this.api.renew = null;
    this.socket.stop();
    return this.#giveBack();
  }

  async #giveBack(): Promise<number> {
    const answer = await this.api.get('/v1.0/logout', {}, { outlives: true });
    log.info('logged out');
    return numberOf(answer, 'errcode');
  }

  /** Nothing is asked or heard any more, until the next sign-in. */
  pause(): void {
    this.api.renew = null;
    this.socket.pause();
  }

  /** Stops listening. Answers that are still under way reach nobody. */
  close(): void {
    this.socket.stop();
    this.api.abort();
  }

  #subscribe(topics: number[] = [], check?: () => Promise<unknown>): void {
    const path = `/api/v1.0/subscribe?access_token=${encodeURIComponent(this.api.token)}`;
    this.socket.start(webSocketUrl(this.#options.url, path), topics, check);
  }

  /** The PBX takes our token no longer: a new one for the same signature. Calls and registration don't need it. */
  async #renewToken(): Promise<void> {
    log.info('the access token has expired');
    // A PBX may tell the one who was signed in before that somebody else is: that is us.
    this.socket.pause();
    try {
      this.api.token = await fetchToken(new PbxApi(this.#options.url), this.#options);
    } catch (error) {
      // With an errcode it is the PBX itself that says no.
      const failed = error as SignInFailure;
      if (failed.errcode !== undefined && !mayPass(failed)) this.#host.refused();
      throw error;
    } finally {
      if (this.#host.goesOn()) this.#subscribe();
    }
  }
}
