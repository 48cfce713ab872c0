import { PBX_ERROR, type Result } from '../result.js';
import { fieldOf, givenNumber, textOf, type Answer } from './answer-fields.js';
import { readCdrNotification } from './cdr.js';
import type { RuntimeReason } from './failure.js';
import { isFirmware } from './firmware.js';
import { iceServers } from './ice-servers.js';
import { readServices } from './licence.js';
import type { ClientState, Reaction, RecordStatus } from './reaction.js';

interface Topic {
  readonly means: string;
  /** Firmware that has it, without the product line's part of the version. */
  readonly since?: string;
  readonly react: (message: Answer, client: ClientState) => Reaction;
}

const none: Reaction = { kind: 'none' };
const malformed: Reaction = { kind: 'malformed' };

/** What the PBX notifies of, and what we do about it. The one place for both. */
const topics: Readonly<Record<number, Topic>> = {
  10000: {
    means: 'signed in elsewhere',
    react: (message, client) => {
      const username = textOf(message, 'username');
      if (username === '') return malformed;
      const ours = [client.username.toLowerCase(), client.extensionNumber].includes(username.toLowerCase());
      return ours ? end(PBX_ERROR.LOGGED_IN_ELSEWHERE, 'signed-in-elsewhere') : none;
    },
  },
  20007: { means: 'extension deleted', react: () => end(PBX_ERROR.EXTENSION_DELETED, 'extension-deleted') },
  20008: {
    means: 'feature code for recording changed',
    react: (message) => {
      const recordFeatureCode = textOf(message, 'record_feature_code');
      return recordFeatureCode === '' ? malformed : { kind: 'phone', change: { recordFeatureCode } };
    },
  },
  20010: { means: 'sign-in needed again', react: () => end(PBX_ERROR.RE_LOGIN, 'sign-in-needed') },
  20013: { means: 'desktop client switched', react: clientSwitch('enb_desktop_client', ofEdition('en', 'WebPC')) },
  20015: { means: 'web client switched', react: clientSwitch('enb_web_client', ofEdition('en', 'WebClient')) },
  20047: {
    means: 'record permission changed',
    react: (message) => {
      const recordPermissions = givenNumber(message, 'enb_ctl_record');
      return recordPermissions === undefined ? malformed : { kind: 'phone', change: { recordPermissions } };
    },
  },
  20048: {
    means: 'recording started, paused or stopped',
    react: (message) => {
      const status = readRecordStatus(message);
      return status ? { kind: 'record-status', status } : malformed;
    },
  },
  20049: {
    means: 'call record changed',
    react: (message) => {
      const data = readCdrNotification(message);
      return data ? { kind: 'call-record', data } : malformed;
    },
  },
  20053: {
    means: 'licence services changed',
    react: (message) =>
      Array.isArray(fieldOf(message, 'subscribe_plan_list'))
        ? { kind: 'services', services: readServices(message) }
        : malformed,
  },
  20065: {
    means: 'NAT settings changed',
    react: (message, { global: old, cloud }) => {
      const global = { ...old };
      for (const name of ['enable_nat_fqdn', 'fqdn_domain', 'turn_port'])
        if (Object.hasOwn(message, name)) global[name] = message[name];
      return { kind: 'global', global, change: { iceServers: iceServers(cloud, global) } };
    },
  },
  20066: {
    means: 'SIP account changed',
    react: (message) => {
      const [authorizationUser, ha1] = [textOf(message, 'reg_name'), textOf(message, 'reg_password')];
      return authorizationUser === '' || ha1 === '' ? malformed : { kind: 'account', authorizationUser, ha1 };
    },
  },
  20082: { means: 'client switched (cn)', react: clientSwitch('enb_internal_client', ofEdition('cn')) },
  20083: { means: 'address forbidden', react: () => end(PBX_ERROR.RE_LOGIN, 'address-forbidden') },
  20093: { means: 'SDK service expired', react: () => end(PBX_ERROR.SDK_PLAN_DISABLED, 'service-expired') },
  20104: { means: 'hot standby switched', react: () => ({ kind: 'subscribe-again' }) },
  20135: {
    means: 'call waiting switched',
    react: (message, { disableCallWaiting }) => {
      const enabled = givenNumber(message, 'enb_call_waiting');
      if (enabled === undefined) return malformed;
      return { kind: 'phone', change: { callWaiting: enabled !== 0 && !disableCallWaiting } };
    },
  },
  20153: {
    means: 'SDK switched',
    since: '12.0.10',
    react: (message) => {
      const enabled = givenNumber(message, 'enable');
      if (enabled === undefined) return malformed;
      return enabled === 1 ? none : end(PBX_ERROR.SDK_PLAN_DISABLED, 'sdk-disabled');
    },
  },
  20154: {
    means: 'access key refreshed, sign-in needed again',
    since: '12.0.10',
    react: () => end(PBX_ERROR.RE_LOGIN, 'sign-in-needed'),
  },
};

/** The topics that a PBX with this firmware has for us. */
export function topicsOf(version: string): number[] {
  return Object.entries(topics)
    .filter(([, { since }]) => since === undefined || isFirmware(version, since))
    .map(([topic]) => Number(topic));
}

/** What to do about a notification; `null` when we don't know its topic. */
export function reactionTo(topic: number, message: Answer, client: ClientState): Reaction | null {
  return topics[topic]?.react(message, client) ?? null;
}

/** In words, for logs. */
export function topicMeaning(topic: number): string {
  return topics[topic]?.means ?? 'unknown topic';
}

function end(result: Readonly<Result>, reason: RuntimeReason, logout = false): Reaction {
  return { kind: 'end', error: { ...result, reason }, logout };
}

/** A switch for our kind of client: turned off, we log out and end. */
function clientSwitch(field: string, concerns: (client: ClientState) => boolean): Topic['react'] {
  return (message, client) => {
    if (!concerns(client)) return none;
    const enabled = givenNumber(message, field);
    if (enabled === undefined) return malformed;
    return enabled === 1 ? none : end(PBX_ERROR.LINKUS_DISABLED, 'client-disabled', true);
  };
}

/** Whether a switch is ours: each edition has its own, and the "en" edition one for each kind of client. */
function ofEdition(edition: 'cn' | 'en', kind?: ClientState['userAgent']): (client: ClientState) => boolean {
  return ({ chinese, userAgent }) => chinese === (edition === 'cn') && (kind === undefined || kind === userAgent);
}

const recordStates = ['stop', 'recording', 'pause'] as const;
const recordFields = [
  'caller_sip_callid',
  'callee_sip_callid',
  'caller_origin_number',
  'callee_origin_number',
  'call_feature',
] as const;

function readRecordStatus(message: Answer): RecordStatus | null {
  const told = textOf(message, 'record_status');
  const state = recordStates.find((name) => name === told);
  if (!state) return null;
  const status: RecordStatus = { record_status: state };
  for (const field of recordFields) {
    const value = textOf(message, field);
    if (value !== '') status[field] = value;
  }
  return status;
}
