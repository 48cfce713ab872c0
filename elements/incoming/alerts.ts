import type { LitElement } from 'lit';
import { attempt } from '../base/attempt.js';
import { plainText } from '../base/plain-text.js';
import { CoverWatch, type CoveredCardModule } from './cover-watch.js';
import type { IncomingCall } from './incoming.js';
import { flashTitle } from './title-flash.js';

/** A call that rings, and the words for it. */
interface Alert {
  readonly callId: string;
  /** Who calls. */
  readonly who: string;
  /** "Incoming call", the number, the company. */
  readonly lines: string;
  /** URL of a picture, or empty. */
  readonly picture: string;
}

/** What a person may do with a notification. */
export interface AlertActions {
  answer(callId: string): void;
  reject(callId: string): void;
  /** The page was brought to the front: shows the card. */
  show(callId: string): void;
}

/** How calls are told beside the sound. */
export interface AlertOptions {
  readonly notifications: 'on' | 'off' | 'worker';
  /** "Incoming call". */
  readonly title: string;
  /** The labels of the buttons of a notification. */
  readonly answer: string;
  readonly reject: string;
}

/** What the page's service worker passes on (see `notifications` of `<linkus-incoming>`). */
interface WorkerMessage {
  readonly type: 'linkus-notification';
  readonly action: string;
  readonly callId: string;
}

/** Beside the standard, and only for a notification of a service worker. */
type ActionOptions = NotificationOptions & { actions?: { action: string; title: string }[] };

/** Calls that have a notification: several elements on a page may show the same one. */
const told = new Set<string>();

/**
 * Tells of calls that ring while their cards can't be seen: the title of a hidden page changes, and a notification comes up
 * where it may; a card below a modal dialog is laid over it.
 */
export class Alerts {
  readonly #watch: CoverWatch;
  #calls: readonly Alert[] = [];
  #options: AlertOptions = { notifications: 'off', title: '', answer: '', reject: '' };
  readonly #shown = new Map<string, () => void>();
  #listening: AbortController | null = null;

  constructor(
    card: LitElement,
    coveredCard: CoveredCardModule,
    private readonly actions: AlertActions,
  ) {
    this.#watch = new CoverWatch(card, coveredCard, () => this.#show());
  }

  /** The calls that ring now. None: everything is taken back, and nothing is listened to any more. */
  update(calls: readonly IncomingCall[], options: AlertOptions): void {
    this.#calls = calls.map((call) => alertOf(call, options.title));
    this.#options = options;
    if (calls.length === 0) {
      this.#listening?.abort();
      this.#listening = null;
    } else if (!this.#listening) {
      this.#listening = new AbortController();
      const { signal } = this.#listening;
      document.addEventListener('visibilitychange', () => this.#show(), { signal });
      serviceWorkers()?.addEventListener('message', ({ data }) => this.#onWorker(data), { signal });
    }
    this.#watch.follow(calls.length > 0);
    this.#show();
  }

  #show(): void {
    const calls = document.hidden || this.#watch.isUnseen ? this.#calls : [];
    flashTitle(this, calls[0] ? `☎ ${calls[0].who}` : null);
    const isWanted = this.#options.notifications !== 'off';
    const allowed = isWanted && attempt(() => Notification.permission) === 'granted';
    for (const call of calls) {
      if (!allowed || told.has(call.callId)) continue;
      told.add(call.callId);
      this.#shown.set(call.callId, this.#notify(call));
    }
    for (const [callId, close] of this.#shown) {
      if (calls.some((call) => call.callId === callId)) continue;
      this.#shown.delete(callId);
      told.delete(callId);
      close();
    }
  }

  /** Returns what takes it away. */
  #notify(call: Alert): () => void {
    const options: NotificationOptions = {
      body: call.lines,
      dir: 'auto',
      tag: `linkus-${call.callId}`,
      requireInteraction: true,
      // A page that was never touched may not ring; then the system's sound is the only one.
      silent: (navigator.userActivation as UserActivation | undefined)?.hasBeenActive ?? false,
      ...(call.picture && { icon: call.picture }),
    };
    if (this.#options.notifications === 'worker') return this.#notifyByWorker(call, options);
    let notification: Notification;
    try {
      notification = new Notification(call.who, options);
    } catch {
      // Android has none without a service worker.
      return () => undefined;
    }
    notification.addEventListener('click', () => {
      window.focus();
      notification.close();
      this.actions.show(call.callId);
    });
    return () => notification.close();
  }

  /** With buttons. What is pressed reaches the worker, which passes it on. */
  #notifyByWorker(call: Alert, options: NotificationOptions): () => void {
    const withActions: ActionOptions = {
      ...options,
      data: { callId: call.callId },
      actions: [
        { action: 'reject', title: this.#options.reject },
        { action: 'answer', title: this.#options.answer },
      ],
    };
    const showing = Promise.resolve(serviceWorkers()?.getRegistration()).then(async (registration) => {
      if (!registration) console.warn('<linkus-incoming notifications="worker">: the page has no service worker.');
      await registration?.showNotification(call.who, withActions);
      return registration;
    });
    showing.catch(console.warn);
    return () => {
      showing
        .then((registration) => registration?.getNotifications({ tag: options.tag ?? '' }))
        .then((notifications) => notifications?.forEach((notification) => notification.close()))
        .catch(() => undefined);
    };
  }

  #onWorker(data: unknown): void {
    const { type, action, callId } = (data ?? {}) as Partial<WorkerMessage>;
    if (type !== 'linkus-notification' || !this.#calls.some((call) => call.callId === callId) || !callId) return;
    if (action === 'answer') this.actions.answer(callId);
    else if (action === 'reject') this.actions.reject(callId);
    else this.actions.show(callId);
  }
}

function serviceWorkers(): ServiceWorkerContainer | undefined {
  try {
    return navigator.serviceWorker;
  } catch {
    return undefined; // a sandboxed frame may not even ask
  }
}

function alertOf({ callId, number, name, company, avatar }: IncomingCall, title: string): Alert {
  return {
    callId: callId ?? '',
    who: plain(name || number || title),
    lines: [title, name && number, company].flatMap((line) => (line ? plain(line) : [])).join('\n'),
    picture: avatar ?? '',
  };
}

/** Text from the network for a place that we don't draw, in one short line. */
function plain(text: string): string {
  const line = plainText(text).replaceAll(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
