import { ContextEvent, ContextProvider } from '@lit/context';
import type { LitElement } from 'lit';
import { emptySnapshot, type CallSnapshot, type PhoneSnapshot } from '../../../src/store/phone-snapshot.js';
import { PhoneStore, type SnapshotSource } from '../../../src/store/phone-store.js';
import type { RequestDetails, RequestName } from '../../../src/store/messages.js';
import type { LinkusRequestEvent } from '../events.js';
import { phoneContext } from '../phone-context.js';

/*
 * The only place of the tests that knows what is inside an element. Tests speak of roles, names and texts, as a person does.
 */

const roleSelectors = {
  button: 'button',
  textbox: 'input',
  combobox: 'select',
  group: '[role=group]',
  alert: '[role=alert]',
  status: '[role=status]',
  timer: '[role=timer]',
  image: 'img',
  tab: '[role=tab]',
  grid: '[role=grid]',
  row: '[role=row]',
} as const;

export type Role = keyof typeof roleSelectors;

/** Kept: a test may take it away from the elements. */
const checkVisibility = globalThis.Element?.prototype.checkVisibility;

/** All elements of the composed tree below `root` that a person could see. */
function* visibleElements(root: Element | ShadowRoot): Generator<HTMLElement> {
  for (const child of root.children) {
    if (!(child instanceof HTMLElement)) continue;
    if (checkVisibility.call(child, { visibilityProperty: true })) yield child;
    yield* visibleElements(child);
    if (child.shadowRoot) yield* visibleElements(child.shadowRoot);
  }
}

const visibleText = (element: Element) => {
  const copy = element.cloneNode(true) as Element;
  copy.querySelectorAll('[aria-hidden=true], [hidden]').forEach((part) => part.remove());
  return copy.textContent.replace(/\s+/g, ' ').trim();
};

/** The accessible name, as far as these elements need it. */
const nameOf = (element: Element) => element.getAttribute('aria-label') ?? visibleText(element);

/** Waits until the element and all that it drew have been drawn. */
export async function drawn(...elements: LitElement[]): Promise<void> {
  // The store tells once per microtask, the elements draw in the next, and those inside them in one more.
  for (let round = 0; round < 3; round++) {
    await Promise.resolve();
    for (const element of elements) await element.updateComplete;
  }
}

/** Everything of a role, with a name when one is given. */
export function findAll(element: LitElement, role: Role, name?: string | RegExp): HTMLElement[] {
  return [...visibleElements(element.renderRoot as ShadowRoot)].filter(
    (each) =>
      each.matches(roleSelectors[role]) &&
      (name === undefined || (typeof name === 'string' ? nameOf(each) === name : name.test(nameOf(each)))),
  );
}

export function find<Kind extends HTMLElement = HTMLElement>(
  element: LitElement,
  role: Role,
  name?: string | RegExp,
): Kind {
  const found = findAll(element, role, name)[0];
  if (!found) throw new Error(`no ${role} ${name ?? ''} in: ${textOf(element)}`);
  return found as Kind;
}

/** A button. */
export const button = (element: LitElement, name: string | RegExp) => find<HTMLButtonElement>(element, 'button', name);

export const isThere = (element: LitElement, role: Role, name?: string | RegExp) =>
  findAll(element, role, name).length > 0;

/** Presses a button by its name. */
export async function press(element: LitElement, name: string | RegExp): Promise<void> {
  button(element, name).click();
  await drawn(element);
}

/** What the number field shows, or the only field. */
export const field = (element: LitElement) => find<HTMLInputElement>(element, 'textbox');

/** What can be read in the element, in the order of the tree. */
export function textOf(element: LitElement): string {
  const leaves = [...visibleElements(element.renderRoot as ShadowRoot)].filter(
    (each) => each.childElementCount === 0 && !each.closest('[aria-hidden=true]'),
  );
  return leaves
    .map((leaf) => leaf.textContent.replace(/\s+/g, ' ').trim())
    .filter(Boolean)
    .join(' | ');
}

/** Puts elements into the page and takes them out after the test (call `cleanUp` in `afterEach`). */
const stages = new Set<HTMLElement>();

export function stage(): HTMLElement {
  const element = document.createElement('div');
  document.body.append(element);
  stages.add(element);
  return element;
}

export function cleanUp(): void {
  for (const element of stages) element.remove();
  stages.clear();
}

/** An element from its HTML, drawn. */
export async function fixture<Kind extends LitElement>(html: string, parent: HTMLElement = stage()): Promise<Kind> {
  const template = document.createElement('template');
  template.innerHTML = html;
  const element = document.importNode(template.content, true).firstElementChild as Kind;
  parent.append(element);
  await drawn(element);
  return element;
}

/** A place whose elements follow a store that the test writes, as inside `<linkus-phone>`. */
export function phoneAround(snapshot: Partial<PhoneSnapshot> = {}): { parent: HTMLElement; store: PhoneStore } {
  const parent = stage();
  const store = new PhoneStore();
  store.update({ connection: 'ready', extension: '1000', extensionName: 'Ann Archer', ...snapshot });
  new ContextProvider(parent, { context: phoneContext, initialValue: store }).hostConnected();
  return { parent, store };
}

/** The store of a `<linkus-phone>`, to put it into a state by hand. */
export function storeOf(phone: LitElement): PhoneStore {
  const probe = document.createElement('span');
  let store: SnapshotSource | undefined;
  (phone.renderRoot as ShadowRoot).append(probe);
  probe.dispatchEvent(new ContextEvent(phoneContext, probe, (value) => (store = value)));
  probe.remove();
  return store as PhoneStore;
}

const someone: CallSnapshot = {
  callId: 'call-1',
  direction: 'outbound',
  state: 'calling',
  number: '1001',
  name: '',
  company: '',
  headers: {},
  avatar: '',
  video: false,
  camera: false,
  earlyMedia: false,
  incoming: false,
  answering: false,
  muted: false,
  held: false,
  heldByOther: false,
  holdPending: false,
  reconnecting: false,
  recording: 'stop',
  transferOf: '',
  networkLevel: null,
  noAudio: null,
  playBlocked: false,
  noMicrophone: null,
  transferring: false,
  warning: null,
  startedAt: 0,
  answeredAt: null,
  endedAt: null,
  endReason: null,
  endCode: 0,
};

export const call = (change: Partial<CallSnapshot> = {}): CallSnapshot => Object.freeze({ ...someone, ...change });

/** What a store holds while one call is up. */
export const inCall = (change: Partial<CallSnapshot> = {}): Partial<PhoneSnapshot> => {
  const current = call(change);
  return { calls: [current], currentCallId: current.callId, endedCall: null };
};

/** What a store holds while calls ring. */
export const ringing = (...changes: Partial<CallSnapshot>[]): Partial<PhoneSnapshot> => ({
  calls: changes.map((change) => call({ direction: 'inbound', state: 'connecting', incoming: true, ...change })),
});

export const idle: Partial<PhoneSnapshot> = { calls: emptySnapshot.calls, currentCallId: null, endedCall: null };

/** Collects the wishes of one kind that reach `target`. */
export function requestsOf<Name extends RequestName>(
  target: EventTarget,
  name: Name,
): { details: RequestDetails[Name][]; events: LinkusRequestEvent<Name>[] } {
  const details: RequestDetails[Name][] = [];
  const events: LinkusRequestEvent<Name>[] = [];
  target.addEventListener(name, (event) => {
    events.push(event as LinkusRequestEvent<Name>);
    details.push((event as LinkusRequestEvent<Name>).detail as RequestDetails[Name]);
  });
  return { details, events };
}

/** The part of the element that has the keyboard; `null` when the keyboard is elsewhere, or where nobody can see it. */
export function focusedPart(element: LitElement): string | null {
  const focused = element.shadowRoot?.activeElement;
  return focused && !focused.closest('[inert]') ? focused.getAttribute('part') : null;
}
