import type { FactDetails, FactName } from '../../src/store/messages.js';
import type { Listener } from '../../src/emitter.js';
import type { Operators } from '../../src/init.js';
import { checkEventName, knownEvents } from '../../src/known-events.js';
import type { PbxOperatorEvents } from '../../src/pbx/pbx-operator.js';
import { phoneEvents, type PhoneOperatorEvents } from '../../src/phone/phone-events.js';

type Facts = { [Name in FactName]: [FactDetails[Name]] };

/** What `on()` takes: the events of both operators, and those of `<linkus-phone>` with their detail. */
export interface UiEvents extends PhoneOperatorEvents, PbxOperatorEvents, Facts {}

const facts = knownEvents<Facts>({
  'linkus-registration-change': true,
  'linkus-incoming': true,
  'linkus-call-start': true,
  'linkus-call-change': true,
  'linkus-call-end': true,
  'linkus-request-refused': true,
  'linkus-unread-change': true,
  'linkus-runtime-error': true,
});
const pbxEvents = knownEvents<PbxOperatorEvents>({ runtimeError: true, cdrChange: true });
const known: ReadonlySet<string> = new Set([...phoneEvents, ...pbxEvents, ...facts]);

type AnyEmitter = { on(name: string, listener: Listener<never>): unknown };

/** Listens for the application, also to the operators of a later sign-in. */
export class EventForwarder {
  readonly #listening = new Set<readonly [name: string, listener: Listener<never>]>();
  #operators: Operators | null = null;

  constructor(private readonly phone: HTMLElement) {}

  follow(operators: Operators): void {
    this.#operators = operators;
    for (const [name, listener] of this.#listening) this.#attach(name, listener);
  }

  readonly on = <Name extends keyof UiEvents>(name: Name, listener: Listener<UiEvents[Name]>): void => {
    if (!checkEventName('ui', known, name) || typeof listener !== 'function') return;
    if (facts.has(name)) {
      this.phone.addEventListener(name, (event) => {
        (listener as Listener<[unknown]>)((event as unknown as { detail: unknown }).detail);
      });
      return;
    }
    this.#listening.add([name, listener]);
    if (this.#operators) this.#attach(name, listener);
  };

  #attach(name: string, listener: Listener<never>): void {
    const { phone, pbx } = this.#operators ?? {};
    const emitter = (pbxEvents.has(name) ? pbx : phone) as AnyEmitter | undefined;
    emitter?.on(name, listener);
  }
}
