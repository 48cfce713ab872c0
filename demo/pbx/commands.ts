import { pbxState } from './state.js';
import type { Pbx } from './pbx.js';
import { REFUSABLE, type Refusable } from './refusals.js';
import { waitFor, WAITABLE } from './wait.js';

/** From JSON, or from `key=value` on a command line: numbers may be text. */
export type CommandArguments = Readonly<Record<string, unknown>>;

/** A command that can't be carried out; the message says why. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

interface Command {
  /** Arguments in words, for the list of commands. */
  usage: string;
  run(pbx: Pbx, args: CommandArguments): unknown;
}

const SWITCHES = ['enb_web_client', 'enb_desktop_client', 'enb_web_client_call_waiting', 'enb_ctl_record'] as const;

/** What tests and people can ask of a running PBX. */
export const commands: Readonly<Record<string, Command>> = {
  help: {
    usage: '',
    run: () => Object.entries(commands).map(([name, { usage }]) => `${name} ${usage}`.trim()),
  },
  state: { usage: '', run: (pbx) => pbxState(pbx) },
  registered: { usage: '', run: (pbx) => pbxState(pbx).registrations },
  calls: { usage: '', run: (pbx) => pbxState(pbx).calls },
  sign: {
    usage: 'username=1000 [expire_time=<unix seconds>]',
    run: (pbx, args) => {
      const username = textArgument(args, 'username');
      const signature = pbx.signatures.create(username, numberArgument(args, 'expire_time', 0));
      if (signature === undefined) throw new CommandError(`No extension "${username}".`);
      return signature;
    },
  },
  drop: {
    usage: 'extension=1000 what=sip|notifications|all [how=close|terminate]',
    run: (pbx, args) => {
      const { number } = extensionArgument(pbx, args, 'extension');
      const what = choiceArgument(args, 'what', ['sip', 'notifications', 'all']);
      const how = choiceArgument(args, 'how', ['close', 'terminate'], 'close');
      const sip = pbx.endpoint.agents
        .filter((agent) => agent.extension === number)
        .flatMap(({ socket }) => socket ?? []);
      const sockets = new Set([
        ...(what === 'notifications' ? [] : sip),
        ...(what === 'sip' ? [] : pbx.notifications.sockets(number)),
      ]);
      for (const socket of sockets) {
        if (how === 'close') socket.close(1001, 'dropped by command');
        else socket.terminate();
      }
      return sockets.size;
    },
  },
  delay: {
    usage: 'milliseconds=50',
    run: (pbx, args) => {
      pbx.delay = numberArgument(args, 'milliseconds');
      return pbx.delay;
    },
  },
  notify: {
    usage: 'topic=10000 msg=<JSON> [extension=1000]',
    run: (pbx, args) => {
      const extension = args['extension'] === undefined ? undefined : extensionArgument(pbx, args, 'extension').number;
      return pbx.notifications.notify(extension, numberArgument(args, 'topic'), args['msg'] ?? {});
    },
  },
  refuse: {
    usage: `what=${REFUSABLE.join('|')} [times=1] [status=503] [errcode=70136]`,
    run: (pbx, args) => {
      const what: Refusable = choiceArgument(args, 'what', REFUSABLE);
      pbx.refusals.set(what, numberArgument(args, 'times', 1), {
        ...(args['status'] !== undefined && { status: numberArgument(args, 'status') }),
        ...(args['errcode'] !== undefined && { errcode: numberArgument(args, 'errcode') }),
      });
    },
  },
  hangup: {
    usage: '[callId=<uniqueid>]',
    run: (pbx, args) => {
      const wanted = args['callId'];
      const calls = pbx.calls.all.filter((call) => wanted === undefined || call.uniqueid === wanted);
      for (const call of calls) call.end(480);
      return calls.length;
    },
  },
  extension: {
    usage: `number=1000 [${SWITCHES.map((name) => `${name}=0`).join('] [')}]`,
    run: (pbx, args) => {
      const extension = extensionArgument(pbx, args, 'number');
      for (const name of SWITCHES) {
        if (args[name] !== undefined) extension[name] = numberArgument(args, name);
      }
      const { number, name } = extension;
      return { number, name, ...Object.fromEntries(SWITCHES.map((key) => [key, extension[key]])) };
    },
  },
  wait: {
    usage: `for=${WAITABLE.join('|')} [extension=1000] [state=calling|ringing|talking] [count=1] [digits=123] [timeout=5000]`,
    run: async (pbx, args) => {
      const fact = {
        for: choiceArgument(args, 'for', WAITABLE),
        ...(args['extension'] !== undefined && { extension: textArgument(args, 'extension') }),
        ...(args['state'] !== undefined && {
          state: choiceArgument(args, 'state', ['calling', 'ringing', 'talking'] as const),
        }),
        ...(args['digits'] !== undefined && { digits: textArgument(args, 'digits') }),
        count: numberArgument(args, 'count', 1),
      };
      const timeout = numberArgument(args, 'timeout', 5000);
      if (await waitFor(pbx, fact, timeout)) return true;
      throw new CommandError(
        `Not within ${timeout} ms: ${JSON.stringify(fact)}. State: ${JSON.stringify(pbxState(pbx))}`,
      );
    },
  },
  'sip-log': {
    usage: '[count=500]',
    run: (pbx, args) => pbx.sipLog.last(numberArgument(args, 'count', 500)),
  },
};

function textArgument(args: CommandArguments, name: string): string {
  const value = args[name];
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  throw new CommandError(`"${name}" is missing.`);
}

function numberArgument(args: CommandArguments, name: string, otherwise?: number): number {
  if (args[name] === undefined && otherwise !== undefined) return otherwise;
  const value = Number(textArgument(args, name));
  if (!Number.isFinite(value)) throw new CommandError(`"${name}" must be a number.`);
  return value;
}

function choiceArgument<const Choice extends string>(
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

function extensionArgument(pbx: Pbx, args: CommandArguments, name: string) {
  const number = textArgument(args, name);
  const extension = pbx.extensions.find(number);
  if (!extension) throw new CommandError(`No extension "${number}".`);
  return extension;
}
