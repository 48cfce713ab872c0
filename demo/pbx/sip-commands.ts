/** Commands that make the PBX say something in SIP by itself. */
import type { Body } from 'sip.js/lib/core/index.js';
import {
  choiceArgument,
  CommandError,
  extensionArgument,
  freeTextArgument,
  linesArgument,
  listArgument,
  numberArgument,
  type Command,
  type CommandArguments,
} from './command-arguments.js';
import type { AnyLeg } from './dialogs.js';
import type { Reinvite } from './leg-owner.js';
import type { Pbx } from './pbx.js';
import { isUseless, SDP_FORMS } from './sdp-forms.js';

const METHODS = ['OPTIONS', 'UPDATE', 'INFO', 'NOTIFY', 'MESSAGE', 'REFER', 'BYE'] as const;
const PATHS = ['open', 'cut', 'cut-until-restart'] as const;
const DIRECTIONS = ['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const;

export const sipCommands: Readonly<Record<string, Command>> = {
  reinvite: {
    usage: `extension=1000 [method=INVITE|UPDATE] [sdp=none|${SDP_FORMS.join(',')}] [direction=sendrecv|sendonly|recvonly|inactive] [ice=restart] [number=1002 name=…] [when=now|glare]`,
    run: (pbx, args) => {
      const leg = legArgument(pbx, args);
      const party = {
        number: freeTextArgument(args, 'number'),
        name: freeTextArgument(args, 'name'),
      };
      const forms = args['sdp'] === 'none' ? [] : listArgument(args, 'sdp', SDP_FORMS);
      const change: Reinvite = {
        ...(args['direction'] !== undefined && { direction: choiceArgument(args, 'direction', DIRECTIONS) }),
        ...(args['ice'] === 'restart' && { iceRestart: true }),
        ...(party.number !== '' && { party }),
        method: choiceArgument(args, 'method', ['INVITE', 'UPDATE'], 'INVITE'),
        withoutOffer: args['sdp'] === 'none',
        isUseless: isUseless(forms),
      };
      if (forms.length > 0) {
        const changed = { headers: [], replace: [], isLost: false };
        pbx.messages.set(leg.extension, { ...changed, message: change.method ?? 'INVITE', times: 1, sdp: forms });
      }
      if (choiceArgument(args, 'when', ['now', 'glare'], 'now') === 'now') return leg.reinvite(change);
      return leg.crossNextReinvite(change);
    },
  },
  media: {
    usage: `extension=1000 path=${PATHS.join('|')}`,
    run: (pbx, args) => {
      legArgument(pbx, args).media.path = choiceArgument(args, 'path', PATHS);
    },
  },
  send: {
    usage: `extension=1000 method=${METHODS.join('|')} [headers=<lines>] [type=<media type>] [body=<text>]`,
    run: (pbx, args) => {
      const method = choiceArgument(args, 'method', METHODS);
      const { number } = extensionArgument(pbx, args, 'extension');
      const headers = linesArgument(args, 'headers');
      const body: Body | undefined =
        args['body'] === undefined
          ? undefined
          : {
              contentDisposition: 'render',
              contentType: freeTextArgument(args, 'type', 'text/plain'),
              content: freeTextArgument(args, 'body'),
            };
      const [leg] = pbx.calls.answeredLegs(number);
      if (leg) return leg.send(method, [leg.contact, ...headers], body);
      const [binding] = pbx.registrar.bindings(number);
      if (!binding) throw new CommandError(`Extension ${number} has neither a call nor a registered phone.`);
      return binding.agent.request(method, binding.contact, [...headers], body);
    },
  },
  raw: {
    usage: 'extension=1000 text=<SIP message, \\n for a line end> [padding=<characters more>]',
    run: (pbx, args) => {
      const { number } = extensionArgument(pbx, args, 'extension');
      const text = freeTextArgument(args, 'text').replaceAll('\\n', '\n');
      const sockets = pbx.endpoint.sockets(number);
      const message = text.replace(/\r?\n/g, '\r\n') + 'x'.repeat(numberArgument(args, 'padding', 0));
      for (const socket of sockets) socket.send(message);
      return sockets.length;
    },
  },
};

function legArgument(pbx: Pbx, args: CommandArguments): AnyLeg {
  const { number } = extensionArgument(pbx, args, 'extension');
  const [leg] = pbx.calls.answeredLegs(number);
  if (!leg) throw new CommandError(`Extension ${number} has no answered call.`);
  return leg;
}
