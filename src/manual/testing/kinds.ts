import { expect } from 'chai';
import { Session } from '../../phone/session.js';

const isString = (value: unknown): value is string => typeof value === 'string';
const isFields = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isSession = (value: unknown) => value instanceof Session;

/** The types that the manual's tables name, as they can be seen at run time. */
const kinds = {
  string: isString,
  'string, not empty': (value: unknown) => isString(value) && value !== '',
  'string or null': (value: unknown) => isString(value) || value === null,
  'string or number': (value: unknown) => isString(value) || Number.isFinite(value),
  number: (value: unknown) => Number.isFinite(value),
  'number of times': (value: unknown) => typeof value === 'number' && value >= 0,
  seconds: (value: unknown) => Number.isInteger(value) && Number(value) >= 0,
  boolean: (value: unknown) => typeof value === 'boolean',
  true: (value: unknown) => value === true,
  false: (value: unknown) => value === false,
  null: (value: unknown) => value === null,
  nothing: (value: unknown) => value === undefined,
  anything: () => true,
  object: isFields,
  function: (value: unknown) => typeof value === 'function',
  URL: (value: unknown) => value instanceof URL,
  promise: (value: unknown) => value instanceof Promise,
  Session: isSession,
  'Session[]': (value: unknown) => Array.isArray(value) && value.every(isSession),
  'Session or null': (value: unknown) => value === null || isSession(value),
  'Map of sessions': (value: unknown) =>
    value instanceof Map && value.size > 0 && [...value].every(([id, session]) => isString(id) && isSession(session)),
  MediaStream: (value: unknown) => value instanceof MediaStream,
  'MediaStream or null': (value: unknown) => value === null || value instanceof MediaStream,
  RTCPeerConnection: (value: unknown) => value instanceof RTCPeerConnection,
  '0, 1 or 2': (value: unknown) => value === 0 || value === 1 || value === 2,
  'inbound or outbound': (value: unknown) => value === 'inbound' || value === 'outbound',
  callStatus: (value: unknown) => ['ringing', 'calling', 'talking', 'connecting'].includes(String(value)),
  recordStatus: (value: unknown) => ['stop', 'recording', 'pause'].includes(String(value)),
  Result: (value: unknown) =>
    isFields(value) && !(value instanceof Error) && Number.isInteger(value['code']) && isString(value['msg']),
} satisfies Record<string, (value: unknown) => boolean>;

export type Kind = keyof typeof kinds;
export type Fields = Readonly<Record<string, Kind>>;

export function expectKind(value: unknown, kind: Kind, what: string): void {
  expect(kinds[kind](value), `${what}: ${kind} (it is ${show(value)})`).to.equal(true);
}

/** Each field of the table is there and of its type. */
export function expectFields(value: unknown, fields: Fields, what: string): void {
  expectKind(value, 'object', what);
  for (const [name, kind] of Object.entries(fields)) {
    expectKind((value as Record<string, unknown>)[name], kind, `${what}.${name}`);
  }
}

/** A property by its name: the tables know more than the type checker. */
export function property(object: unknown, name: string): unknown {
  return (object as Record<string, unknown>)[name];
}

/** Calls a method by its name; it must be there. */
export function invoke(object: object, name: string, ...args: unknown[]): unknown {
  const method = property(object, name);
  expect(method, name).to.be.a('function');
  return (method as (...args: unknown[]) => unknown).apply(object, args);
}

/** What a promise rejects with; a promise that resolves fails. */
export async function rejection(promise: unknown): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('resolved');
}

/** Rejects when `promise` has not settled in time: for what an unfinished or broken feature would never do. */
export function within<Value>(promise: Promise<Value>, what: string, milliseconds = 15_000): Promise<Value> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** For messages: a value as it would be written, shortened. */
export function show(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return value.toString();
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (isFields(value))
    return value instanceof Error ? `${value.name}: ${value.message}` : `{${Object.keys(value).join(', ')}}`;
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 20)}… (${text.length})` : text;
}

/** Everything that happens on some emitters, in order. */
export class Recorder {
  readonly events: { readonly of: string; readonly name: string; readonly args: readonly unknown[] }[] = [];
  #waiting: (() => void)[] = [];

  /** Listens to these events of `emitter`, which the test calls `of`. */
  listen(of: string, emitter: { on(name: never, listener: never): unknown }, names: readonly string[]): void {
    for (const name of names) {
      const listener = (...args: unknown[]) => {
        this.events.push({ of, name, args });
        for (const look of this.#waiting) look();
      };
      emitter.on(name as never, listener as never);
    }
  }

  find(of: string, name: string): readonly unknown[] | undefined {
    return this.events.find((event) => event.of === of && event.name === name)?.args;
  }

  /** Resolves with the event's arguments when it has happened, or will have. */
  async wait(of: string, name: string): Promise<readonly unknown[]> {
    const found = new Promise<readonly unknown[]>((resolve) => {
      const look = () => {
        const args = this.find(of, name);
        if (args) resolve(args);
      };
      this.#waiting.push(look);
      look();
    });
    return within(found, `event ${name} of ${of}`);
  }
}
