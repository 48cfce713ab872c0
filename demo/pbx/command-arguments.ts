import type { Extension } from './extensions.js';
import type { Pbx } from './pbx.js';

/** From JSON, or from `key=value` on a command line: numbers may be text. */
export type CommandArguments = Readonly<Record<string, unknown>>;

/** A command that can't be carried out; the message says why. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

export interface Command {
  /** Arguments in words, for the list of commands. */
  usage: string;
  run(pbx: Pbx, args: CommandArguments): unknown;
}

export function textArgument(args: CommandArguments, name: string): string {
  const value = args[name];
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  throw new CommandError(`"${name}" is missing.`);
}

/** As {@link textArgument}, but the text may be empty or left out. */
export function freeTextArgument(args: CommandArguments, name: string, otherwise = ''): string {
  const value = args[name];
  return value === undefined || value === '' ? otherwise : textArgument(args, name);
}

/** Lines of a text, split at line ends and at `\\n`, as a command line writes them; of JSON, also a list. */
export function linesArgument(args: CommandArguments, name: string): string[] {
  const value = args[name];
  if (Array.isArray(value)) return value.map(String);
  const text = freeTextArgument(args, name);
  return text === '' ? [] : text.split(/\r?\n|\\n/);
}

/** Words out of a list of them, separated by commas; of JSON, also a list. */
export function listArgument<const Choice extends string>(
  args: CommandArguments,
  name: string,
  choices: readonly Choice[],
): Choice[] {
  const value = args[name];
  const words = Array.isArray(value) ? value.map(String) : freeTextArgument(args, name).split(',').filter(Boolean);
  return words.map((word) => choiceArgument({ [name]: word }, name, choices));
}

export function numberArgument(args: CommandArguments, name: string, otherwise?: number): number {
  if (args[name] === undefined && otherwise !== undefined) return otherwise;
  const value = Number(textArgument(args, name));
  if (!Number.isFinite(value)) throw new CommandError(`"${name}" must be a number.`);
  return value;
}

export function choiceArgument<const Choice extends string>(
  args: CommandArguments,
  name: string,
  choices: readonly Choice[],
  otherwise?: Choice,
): Choice {
  if (args[name] === undefined && otherwise !== undefined) return otherwise;
  const value = textArgument(args, name);
  const choice = choices.find((entry) => entry === value);
  if (choice === undefined) throw new CommandError(`"${name}" must be one of: ${choices.join(', ')}.`);
  return choice;
}

export function extensionArgument(pbx: Pbx, args: CommandArguments, name: string): Extension {
  const number = textArgument(args, name);
  const extension = pbx.extensions.find(number);
  if (!extension) throw new CommandError(`No extension "${number}".`);
  return extension;
}
