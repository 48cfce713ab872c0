import { findApplication } from './applications.js';
import {
  choiceArgument,
  CommandError,
  extensionArgument,
  freeTextArgument,
  numberArgument,
  textArgument,
  type Command,
  type CommandArguments,
} from './command-arguments.js';
import { faultCommands } from './fault-commands.js';
import type { Pbx } from './pbx.js';
import { REFUSABLE, type Refusable } from './refusals.js';
import { sipCommands } from './sip-commands.js';
import { pbxState } from './state.js';
import { EXTENSION_TOPICS, SETTING_TOPICS, TOPIC } from './topics.js';
import { waitFor, WAITABLE, WAITABLE_STATES } from './wait.js';

export { CommandError, type CommandArguments } from './command-arguments.js';

const SWITCHES = [
  'enb_web_client',
  'enb_desktop_client',
  'enb_web_client_call_waiting',
  'enb_ctl_record',
  'telephone_event',
  'auto_record',
  'hold_reinvite',
  'reliable_progress',
] as const;

/** What tests and people can ask of a running PBX. */
export const commands: Readonly<Record<string, Command>> = {
  help: {
    usage: '',
    run: () => Object.entries(commands).map(([name, { usage }]) => `${name} ${usage}`.trim()),
  },
  state: { usage: '', run: (pbx) => pbxState(pbx) },
  reports: {
    usage: '',
    run: ({ reports }) => reports,
  },
  records: {
    usage: 'count=100000',
    run: (pbx, args) => pbx.records.generate(numberArgument(args, 'count')),
  },
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
  delay: {
    usage: 'milliseconds=50',
    run: (pbx, args) => {
      pbx.delay = numberArgument(args, 'milliseconds');
      return pbx.delay;
    },
  },
  notify: {
    usage: 'topic=10000 [msg=<JSON>] [extension=1000] | raw=<text> extension=1000   [padding=<characters more>]',
    run: (pbx, args) => {
      const extension = args['extension'] === undefined ? undefined : extensionArgument(pbx, args, 'extension').number;
      const padding = 'x'.repeat(numberArgument(args, 'padding', 0));
      if (args['raw'] !== undefined) {
        const { number } = extensionArgument(pbx, args, 'extension');
        return pbx.notifications.sendRaw(number, textArgument(args, 'raw') + padding);
      }
      const topic = numberArgument(args, 'topic');
      if (args['msg'] === undefined && padding === '') return pbx.notifyTopic(topic, extension);
      const message = args['msg'] ?? {};
      const padded = typeof message === 'object' && padding !== '' ? { ...message, padding } : message;
      return pbx.notifications.notify(extension, topic, padded);
    },
  },
  refuse: {
    usage: `what=${REFUSABLE.join('|')} [times=1] [status=503] [errcode=70136] [body=<text of an HTTP answer>] [hang=headers|body] [from=<extension, or part of a path>] [padding=<characters more in body>]`,
    run: (pbx, args) => {
      const what: Refusable = choiceArgument(args, 'what', REFUSABLE);
      const padding = numberArgument(args, 'padding', 0);
      const hasBody = args['body'] !== undefined || padding > 0;
      pbx.refusals.set(what, numberArgument(args, 'times', 1), {
        ...(args['status'] !== undefined && { status: numberArgument(args, 'status') }),
        ...(args['errcode'] !== undefined && { errcode: numberArgument(args, 'errcode') }),
        ...(hasBody && { body: freeTextArgument(args, 'body') + 'x'.repeat(padding) }),
        ...(args['hang'] !== undefined && { hang: choiceArgument(args, 'hang', ['headers', 'body']) }),
        ...(args['from'] !== undefined && { from: textArgument(args, 'from') }),
      });
    },
  },
  openapi: {
    usage: '[forget=access|all] [accessKey=<new one>]',
    run: ({ openApi, openApiTokens }, args) => {
      if (args['accessKey'] !== undefined) openApi.accessKey = textArgument(args, 'accessKey');
      if (args['forget'] !== undefined) {
        openApiTokens.access.clear();
        if (choiceArgument(args, 'forget', ['access', 'all']) === 'all') openApiTokens.refresh.clear();
      }
      return openApiTokens.counts;
    },
  },
  call: {
    usage: 'extension=1000 [from=999] [name=Development] [to=*43]',
    run: (pbx, args) => {
      const callee = extensionArgument(pbx, args, 'extension');
      const party = { number: freeTextArgument(args, 'from', '999'), name: freeTextArgument(args, 'name') };
      const application = findApplication(freeTextArgument(args, 'to', '*43'));
      if (!application)
        throw new CommandError('"to" must be a number behind which the PBX itself answers, such as *43.');
      return pbx.calls.place(party, callee, application);
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
    usage: `number=1000 [${SWITCHES.map((name) => `${name}=0`).join('] [')}] [name=…] [photo=bob.png] [password=new] [deleted=1]`,
    run: (pbx, args) => {
      if (args['deleted'] !== undefined) return deleteExtension(pbx, args);
      const extension = extensionArgument(pbx, args, 'number');
      for (const name of SWITCHES) {
        if (args[name] === undefined) continue;
        const value = numberArgument(args, name);
        if (value === extension[name]) continue;
        extension[name] = value;
        if (name in EXTENSION_TOPICS) {
          pbx.notifyTopic(EXTENSION_TOPICS[name as keyof typeof EXTENSION_TOPICS], extension.number);
        }
      }
      if (args['name'] !== undefined) extension.name = freeTextArgument(args, 'name');
      if (args['photo'] !== undefined) extension.photo = freeTextArgument(args, 'photo');
      if (args['password'] !== undefined) {
        pbx.extensions.changePassword(extension);
        pbx.notifyTopic(TOPIC.sipAccount, extension.number);
      }
      const { number, name } = extension;
      return { number, name, ...Object.fromEntries(SWITCHES.map((key) => [key, extension[key]])) };
    },
  },
  settings: {
    usage:
      '[record_feature_code=*1] [enb_internal_client=1] [sdk=1] [video=connected] [fqdn=connected] [enable_nat_fqdn=1] [fqdn_domain=…] [cloud_domain=…] [turn_port=…] [numbers_as_text=1] [date_header=0] [binary_frames=1] [fixed_ways=1]',
    run: (pbx, args) => {
      const topics = new Set<number>();
      for (const name of Object.keys(pbx.settings) as Array<keyof typeof pbx.settings>) {
        if (args[name] === undefined) continue;
        const isNumber = typeof pbx.settings[name] === 'number';
        const value = isNumber ? numberArgument(args, name) : freeTextArgument(args, name);
        if (value === pbx.settings[name]) continue;
        Object.assign(pbx.settings, { [name]: value });
        const topic = SETTING_TOPICS[name];
        if (topic !== undefined) topics.add(topic);
      }
      for (const topic of topics) pbx.notifyTopic(topic);
      return pbx.settings;
    },
  },
  wait: {
    usage: `for=${WAITABLE.join('|')} [extension=1000] [state=${WAITABLE_STATES.join('|')}] [count=1] [digits=123] [held=false] [with=1001] [timeout=5000]`,
    run: async (pbx, args) => {
      const fact = {
        for: choiceArgument(args, 'for', WAITABLE),
        ...(args['extension'] !== undefined && { extension: textArgument(args, 'extension') }),
        ...(args['state'] !== undefined && {
          state: choiceArgument(args, 'state', WAITABLE_STATES),
        }),
        ...(args['digits'] !== undefined && { digits: textArgument(args, 'digits') }),
        ...(args['held'] !== undefined && { held: args['held'] !== false && args['held'] !== 'false' }),
        ...(args['with'] !== undefined && { with: textArgument(args, 'with') }),
        count: numberArgument(args, 'count', 1),
      };
      const timeout = numberArgument(args, 'timeout', 5000);
      if (await waitFor(pbx, fact, timeout)) return true;
      throw new CommandError(
        `Not within ${timeout} ms: ${JSON.stringify(fact)}. State: ${JSON.stringify(pbxState(pbx))}`,
      );
    },
  },
  ...faultCommands,
  ...sipCommands,
  'sip-log': {
    usage: '[count=500]',
    run: (pbx, args) => pbx.sipLog.last(numberArgument(args, 'count', 500)),
  },
};

function deleteExtension(pbx: Pbx, args: CommandArguments): boolean {
  const number = textArgument(args, 'number');
  const isDeleted = numberArgument(args, 'deleted') !== 0;
  if (isDeleted) pbx.notifyTopic(TOPIC.extensionDeleted, number);
  return pbx.extensions.setDeleted(number, isDeleted);
}
