/** Commands that make the network, or the PBX itself, behave badly. */
import type { SocketKind } from './black-holes.js';
import {
  choiceArgument,
  CommandError,
  extensionArgument,
  freeTextArgument,
  linesArgument,
  listArgument,
  numberArgument,
  textArgument,
  type Command,
  type CommandArguments,
} from './command-arguments.js';
import type { Pbx } from './pbx.js';
import { SDP_FORMS } from './sdp-forms.js';
import type { PbxSocket } from './sockets.js';

export const faultCommands: Readonly<Record<string, Command>> = {
  drop: {
    usage: 'extension=1000 what=sip|notifications|all|token [how=close|terminate]',
    run: (pbx, args) => {
      const { number } = extensionArgument(pbx, args, 'extension');
      const what = choiceArgument(args, 'what', ['sip', 'notifications', 'all', 'token']);
      if (what === 'token') return pbx.tokens.expire(number);
      const how = choiceArgument(args, 'how', ['close', 'terminate'], 'close');
      const sockets = kindsOf(what).flatMap((kind) => socketsOf(pbx, kind, number));
      for (const socket of sockets) {
        if (how === 'close') socket.close(1001, 'dropped by command');
        else socket.terminate();
      }
      return sockets.length;
    },
  },
  blackhole: {
    usage: 'extension=1000 what=sip|notifications|all [on=1|0] [new=0|1]',
    run: (pbx, args) => {
      const { number } = extensionArgument(pbx, args, 'extension');
      const kinds = kindsOf(choiceArgument(args, 'what', ['sip', 'notifications', 'all']));
      const isOn = numberArgument(args, 'on', 1) !== 0;
      const isForNew = numberArgument(args, 'new', 0) !== 0;
      const counts = kinds.map((kind) =>
        isOn
          ? pbx.blackHoles.begin(kind, number, socketsOf(pbx, kind, number), isForNew)
          : pbx.blackHoles.end(kind, number),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },
  },
  respond: {
    usage:
      'extension=1000 method=INVITE|BYE|… status=488|0 [where=initial|dialog] [times=1] [phrase=<text>] [headers=<lines>] [type=<media type>] [body=<text>]',
    run: (pbx, args) => {
      const { number } = extensionArgument(pbx, args, 'extension');
      const method = textArgument(args, 'method').toUpperCase();
      if (method === 'ACK' || method === 'CANCEL') throw new CommandError(`There is no answer to ${method} to choose.`);
      pbx.answers.set(number, method, {
        where: args['where'] === undefined ? undefined : choiceArgument(args, 'where', ['initial', 'dialog']),
        times: numberArgument(args, 'times', 1),
        status: statusArgument(args, method),
        phrase: freeTextArgument(args, 'phrase') || undefined,
        headers: linesArgument(args, 'headers'),
        body:
          args['body'] === undefined
            ? undefined
            : {
                contentDisposition: 'render',
                contentType: freeTextArgument(args, 'type', 'text/plain'),
                content: linesArgument(args, 'body').join('\r\n'),
              },
      });
    },
  },
  alter: {
    usage: `extension=1000 message=INVITE|'200 INVITE'|… [times=1] [headers=<lines>] [replace=<lines>] [sdp=${SDP_FORMS.join(',')}] [lost=1]`,
    run: (pbx, args) => {
      const { number } = extensionArgument(pbx, args, 'extension');
      const message = textArgument(args, 'message').toUpperCase();
      if (!/^(?:\d{3} )?[A-Z]+$/.test(message)) {
        throw new CommandError('"message" must be a method, such as INVITE, or a status with it, such as 200 INVITE.');
      }
      pbx.messages.set(number, {
        message,
        times: numberArgument(args, 'times', 1),
        headers: linesArgument(args, 'headers'),
        replace: linesArgument(args, 'replace'),
        sdp: listArgument(args, 'sdp', SDP_FORMS),
        isLost: numberArgument(args, 'lost', 0) !== 0,
      });
    },
  },
};

function kindsOf(what: SocketKind | 'all'): SocketKind[] {
  return what === 'all' ? ['sip', 'notifications'] : [what];
}

function socketsOf(pbx: Pbx, kind: SocketKind, extension: string): PbxSocket[] {
  return kind === 'sip' ? pbx.endpoint.sockets(extension) : pbx.notifications.sockets(extension);
}

function statusArgument(args: CommandArguments, method: string): number {
  const status = numberArgument(args, 'status');
  const lowest = method === 'INVITE' ? 300 : 200;
  if (status === 0 || (Number.isInteger(status) && status >= lowest && status <= 699)) return status;
  throw new CommandError(`"status" must be 0 for no answer at all, or a final status from ${lowest} to 699.`);
}
