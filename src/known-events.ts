import { createLogger } from './logger.js';
import { nearestName } from './nearest-name.js';

const { warn } = createLogger('events');

/** A program that makes up names gets this many warnings, and no more memory. */
const mostWarnings = 100;

/** What was warned of already: a listener that is added for each call would say the same each time. */
const warned = new Set<string>();

/**
 * The events of an emitter as they can be asked for at run time. The argument names every event of the map, so that a new
 * one cannot be forgotten: `knownEvents<SessionEvents>({ ended: true, failed: true, … })`.
 */
export function knownEvents<Events extends object>(names: Readonly<Record<keyof Events, true>>): ReadonlySet<string> {
  return new Set(Object.keys(names));
}

/**
 * What is wrong with an event's name, in words, or `null` when the emitter has such an event. Nothing is thrown: programs
 * in the field listen to events of older and newer versions, and go on without them.
 *
 * @param emitter what the application calls it: `phone`, `pbx`, `session`
 */
export function eventNameProblem(emitter: string, known: ReadonlySet<string>, name: unknown): string | null {
  if (typeof name === 'string' && known.has(name)) return null;
  if (typeof name !== 'string') return `${emitter}.on() was given ${describe(name)} instead of the name of an event.`;
  const nearest = nearestName(name, known);
  const hint = nearest === null ? `It has: ${[...known].join(', ')}.` : `Did you mean "${nearest}"?`;
  return `${emitter} has no event "${printable(name)}". ${hint}`;
}

/** Warns of an unknown event name, once for each emitter and name. Returns whether the name is known. */
export function checkEventName(emitter: string, known: ReadonlySet<string>, name: unknown): boolean {
  const problem = eventNameProblem(emitter, known, name);
  if (problem === null) return true;
  if (!warned.has(problem) && warned.size < mostWarnings) {
    warned.add(problem);
    warn(problem);
  }
  return false;
}

function describe(value: unknown): string {
  return value === null ? 'null' : typeof value;
}

/** A name that comes from somewhere else may be long or have control characters in it: one line, and a short one. */
function printable(name: string): string {
  const text = name.replaceAll(/\p{Cc}/gu, ' ');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
