import type { Operators } from '../init.js';
import { createLogger } from '../logger.js';
import { Ringer, type RingerOptions } from '../media/ringer.js';
import { callCancelled } from '../phone/call-setup.js';
import type { PhoneOperator } from '../phone/phone-operator.js';
import { PHONE_ERROR, isResult } from '../result.js';
import { keepLookUp } from '../store/contacts.js';
import { LiveCalls, type TellFact } from './live-calls.js';
import { LiveConnection, problem, type ConnectionOptions } from './live-connection.js';
import { LiveDevices, type ChosenDevices } from './live-devices.js';
import type { LiveRecords, RecordsRequest } from './live-records.js';
import type { RequestDetails, RequestName } from '../store/messages.js';
import type { PhoneStore } from '../store/phone-store.js';
import { watchWake } from '../wake.js';
import { requests } from './requests.js';
import { Ringing } from './ringing.js';

const log = createLogger('phone');

/** Addresses of sounds of the page's own. */
export type Sounds = NonNullable<RingerOptions['sounds']>;

export interface StartOptions extends ConnectionOptions {
  /** Ids or labels. */
  readonly devices: ChosenDevices;
  readonly sounds: Sounds;
  /** Two calls at once, when the PBX allows it too. */
  readonly callWaiting: boolean;
}

export type { TellFact };

export interface LivePhone {
  /** `null` while nobody is signed in. */
  readonly phone: PhoneOperator | null;
  request<Name extends RequestName>(name: Name, detail: RequestDetails[Name]): void;
  /** Heard from the next sound on. */
  useSounds(sounds: Sounds): void;
  /** Counts from the next call on. */
  useCallWaiting(callWaiting: boolean): void;
  /** Ends every call, signs off, and leaves the store as it was before. */
  destroy(): void;
}

/** Signs in and keeps `store` telling the truth about it. Everything that there is to say goes to `store` and `tell`. */
export function startPhone(store: PhoneStore, options: StartOptions, tell: TellFact): LivePhone {
  return new SignedInPhone(store, options, tell);
}

class SignedInPhone implements LivePhone {
  readonly #ringer = new Ringer();
  readonly #ringing: Ringing;
  readonly #calls: LiveCalls;
  readonly #devices: LiveDevices;
  readonly #connection: LiveConnection;
  readonly #listening = new AbortController();
  #callWaiting: boolean;
  #records: LiveRecords | null = null;
  #openingRecords: Promise<void> | undefined;

  constructor(
    private readonly store: PhoneStore,
    options: StartOptions,
    private readonly tell: TellFact,
  ) {
    this.#ringing = new Ringing(store, this.#ringer);
    this.#calls = new LiveCalls(store, tell);
    this.#devices = new LiveDevices(store, this.#ringer, options.devices);
    this.#connection = new LiveConnection(store, options, tell, {
      deviceIds: () => this.#devices.ids(),
      use: (operators) => this.#use(operators),
      leave: () => this.#leave(),
    });
    this.#callWaiting = options.callWaiting;
    this.useSounds(options.sounds);
    this.#ringer.on('blocked', (ringBlocked) => store.update({ ringBlocked }));
    const { signal } = this.#listening;
    // The page goes away: the other side must not wait for a timeout. It may come back out of the back/forward cache.
    addEventListener('pagehide', () => this.#signOut(), { signal });
    addEventListener('pageshow', ({ persisted }) => persisted && this.#connection.signIn(), { signal });
    addEventListener('offline', () => this.#connection.showOffline(), { signal });
    addEventListener('online', () => this.#connection.showOnline(), { signal });
    watchWake(() => this.#connection.retryNow(), signal);
    this.#connection.signIn();
  }

  request<Name extends RequestName>(name: Name, detail: RequestDetails[Name]): void {
    this.#connection.operators?.pbx.socket.probe();
    if (name === 'linkus-sign-in-request') {
      this.#connection.signIn();
    } else if (name === 'linkus-device-request') {
      const { role, deviceId } = detail as RequestDetails['linkus-device-request'];
      this.#devices.choose(role, deviceId).catch((error: unknown) => this.#refuse(name, '', error));
    } else if (isAboutRecords(name)) {
      void this.#openRecords().then(() => this.#records?.request(name, detail as never));
    } else if (name !== 'linkus-check-request') {
      // Devices are checked by the element, signed in or not.
      void this.#grant(name, detail as never);
    }
  }

  useSounds(sounds: Sounds): void {
    this.#ringer.update({ sounds });
  }

  useCallWaiting(callWaiting: boolean): void {
    this.#callWaiting = callWaiting;
    if (this.phone) this.phone.allowsSecondCall = callWaiting;
  }

  destroy(): void {
    this.#listening.abort();
    this.#signOut();
    this.#ringing.stop();
    this.#ringer.close();
  }

  async #grant<Name extends keyof typeof requests>(name: Name, detail: RequestDetails[Name]): Promise<void> {
    const callId = Object.hasOwn(detail, 'callId') ? (detail as { callId: string }).callId : '';
    const number = Object.hasOwn(detail, 'number')
      ? (detail as { number: string }).number
      : (this.phone?.getSession(callId)?.status.number ?? '');
    const answers = name === 'linkus-answer-request';
    if (answers) this.#calls.markAnswering(callId, true);
    try {
      if (!this.phone?.isRegistered && name === 'linkus-call-request') throw PHONE_ERROR.REGISTRY_FAILED;
      if (!this.phone) throw PHONE_ERROR.NOT_FOUND_CALL_ID;
      await requests[name](this.phone, detail);
      if (!this.#destroyed) this.store.update({ callProblem: null });
      this.#calls.markSent(callId, { transfers: transfersNow(name, detail) });
    } catch (error) {
      this.#refuse(name, number, error);
    } finally {
      if (name === 'linkus-call-request' && !this.#destroyed) this.store.update({ lastNumber: number });
      if (answers && !this.#destroyed) this.#calls.markAnswering(callId, false);
    }
  }

  #refuse(request: RequestName, number: string, error: unknown): void {
    // What the user took back is no failure.
    if (this.#destroyed || error === callCancelled) return;
    const { code, msg } = isResult(error) ? error : PHONE_ERROR.UNKNOWN_ERROR;
    this.store.update({ callProblem: problem({ code, msg }) });
    this.tell('linkus-request-refused', { request, number, code, msg });
  }

  /** The store belongs to somebody else then. */
  get #destroyed(): boolean {
    return this.#listening.signal.aborted;
  }

  get phone(): PhoneOperator | null {
    return this.#connection.operators?.phone ?? null;
  }

  #use({ phone, pbx }: Operators): void {
    phone.allowsSecondCall = this.#callWaiting;
    this.store.update({
      extension: pbx.extensionNumber,
      extensionName: pbx.extensionName,
      recordPermission: phone.recordPermissions,
      videoAllowed: hasVideo(phone.videoPlan),
    });
    phone.on('recordPermissionsChange', (recordPermission) => this.store.update({ recordPermission }));
    phone.on('videoPlanChange', (plan) => this.store.update({ videoAllowed: hasVideo(plan) }));
    phone.on('dialling', (dialling) => this.store.update({ dialling }));
    // Calls have it already; it is for what rings, too.
    this.#ringer.update({ volume: phone.config.deviceIds.volume });
    keepLookUp(pbx.extensionNumber, (number) => pbx.lookUp(number));
    this.#ringing.name = `${phone.host}:${phone.extension}`;
    this.#calls.follow(phone);
    this.#devices.follow(phone);
    phone.once('registered', () => void this.#openRecords());
  }

  /** Not before the phone is registered: no call needs it. */
  async #openRecords(): Promise<void> {
    const { operators } = this.#connection;
    if (!operators) return;
    this.#openingRecords ??= import('./live-records.js').then(
      ({ LiveRecords }) => {
        if (operators !== this.#connection.operators) return;
        this.#records = new LiveRecords(this.store, operators.pbx, operators.phone);
      },
      (error: unknown) => {
        this.#openingRecords = undefined;
        log.warn(`the call records could not be opened: ${String(error)}`);
      },
    );
    await this.#openingRecords;
  }

  #leave(): void {
    keepLookUp(this.store.snapshot.extension, null);
    this.#calls.leave();
    this.#devices.leave();
    this.#records?.stop();
    this.#records = null;
    this.#openingRecords = undefined;
  }

  #signOut(): void {
    this.#calls.stop();
    this.#connection.signOut();
  }
}

function isAboutRecords(name: RequestName): name is RecordsRequest {
  return name.startsWith('linkus-records-');
}

/** Not a consultation: that is a call like any other, until it is completed. */
function transfersNow(name: RequestName, detail: RequestDetails[RequestName]): boolean {
  return name === 'linkus-transfer-complete-request' || ('kind' in detail && detail.kind === 'blind');
}

/** The licence's status of the service `video`; a PBX without it names none. */
function hasVideo(plan: string): boolean {
  return plan !== '' && !/expired|disabled|unavailable/i.test(plan);
}
