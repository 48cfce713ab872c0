import { expect } from 'chai';
import type { Answer } from './answer-fields.js';
import type { ClientState, Reaction } from './reaction.js';
import { reactionTo, topicMeaning, topicsOf } from './topics.js';

const client: ClientState = {
  username: 'Alice@example.com',
  extensionNumber: '1000',
  userAgent: 'WebClient',
  chinese: false,
  cloud: false,
  disableCallWaiting: false,
  global: { enable_nat_fqdn: 1, fqdn_domain: 'old.example.com', turn_port: 11009, record_feature_code: '*1' },
};
const desktop: ClientState = { ...client, userAgent: 'WebPC' };
const chinese: ClientState = { ...client, chinese: true };

const ends = (code: number, reason: string, logout = false) => ({ kind: 'end', code, reason, logout });
const none = { kind: 'none' };
const malformed = { kind: 'malformed' };
const change = (fields: object) => ({ kind: 'phone', change: fields });

/** A reaction in few words, for the table. */
function brief(reaction: Reaction | null): unknown {
  if (reaction?.kind === 'end') return ends(reaction.error.code, reaction.error.reason, reaction.logout);
  if (reaction?.kind === 'services') return { kind: 'services', services: Object.fromEntries(reaction.services) };
  return reaction;
}

describe('topics', () => {
  const row = { id: '7', uniqueid: '16.1', number: 1001, timestamp: '1693201380', talk_duration: 0 };
  const plan = { subscribe_plan_list: [{ service_list: [{ service_name: 'video', status: 'connected' }] }] };
  const call = { caller_sip_callid: 'abc', callee_origin_number: 1001 };
  const table: [topic: number, message: Answer, reaction: unknown, client?: ClientState][] = [
    [10000, { username: '1000' }, ends(-107, 'signed-in-elsewhere')],
    [10000, { username: 1000 }, ends(-107, 'signed-in-elsewhere')],
    [10000, { username: 'ALICE@example.com' }, ends(-107, 'signed-in-elsewhere')],
    [10000, { username: '1001' }, none],
    [10000, {}, malformed],
    [20007, {}, ends(-108, 'extension-deleted')],
    [20008, { record_feature_code: '*7' }, change({ recordFeatureCode: '*7' })],
    [20008, {}, malformed],
    [20010, {}, ends(-109, 'sign-in-needed')],
    [20013, { enb_desktop_client: 0 }, none],
    [20013, { enb_desktop_client: '0' }, ends(-106, 'client-disabled', true), desktop],
    [20013, { enb_desktop_client: 1 }, none, desktop],
    [20013, { enb_desktop_client: 0 }, none, { ...desktop, chinese: true }],
    [20015, { enb_web_client: 0 }, ends(-106, 'client-disabled', true)],
    [20015, { enb_web_client: '1' }, none],
    [20015, { enb_web_client: 'off' }, malformed],
    [20015, {}, malformed],
    [20015, { enb_web_client: 0 }, none, desktop],
    [20015, { enb_web_client: 0 }, none, chinese],
    [20082, { enb_internal_client: 0 }, ends(-106, 'client-disabled', true), chinese],
    [20082, { enb_internal_client: 1 }, none, chinese],
    [20082, { enb_internal_client: 0 }, none],
    [20047, { enb_ctl_record: '2' }, change({ recordPermissions: 2 })],
    [20047, { enb_ctl_record: null }, malformed],
    [
      20048,
      { ...call, record_status: 'recording', call_feature: 'conference', other: 1 },
      {
        kind: 'record-status',
        status: {
          record_status: 'recording',
          caller_sip_callid: 'abc',
          callee_origin_number: '1001',
          call_feature: 'conference',
        },
      },
    ],
    [20048, { ...call, record_status: 'playing' }, malformed],
    [
      20049,
      { ext_num: 1000, personal_cdr: row },
      {
        kind: 'call-record',
        data: {
          ext_num: '1000',
          personal_cdr: { id: 7, uniqueid: '16.1', number: '1001', timestamp: 1693201380, talk_duration: 0 },
        },
      },
    ],
    [20049, { ext_num: '1000', personal_cdr: [] }, malformed],
    [20053, plan, { kind: 'services', services: { video: 'connected' } }],
    [20053, { subscribe_plan_list: 'none' }, malformed],
    [
      20065,
      { enable_nat_fqdn: '1', fqdn_domain: 'New.example.com', turn_port: '3478' },
      {
        kind: 'global',
        global: { ...client.global, enable_nat_fqdn: '1', fqdn_domain: 'New.example.com', turn_port: '3478' },
        change: { iceServers: [{ urls: 'stun:new.example.com:3478' }] },
      },
    ],
    [
      20065,
      { enable_nat_fqdn: 0 },
      { kind: 'global', global: { ...client.global, enable_nat_fqdn: 0 }, change: { iceServers: [] } },
    ],
    [
      20066,
      { reg_name: 'web-1000', reg_password: '0af3', realm: 'YSAsterisk' },
      { kind: 'account', authorizationUser: 'web-1000', ha1: '0af3' },
    ],
    [20066, { reg_name: 'web-1000' }, malformed],
    [20083, {}, ends(-109, 'address-forbidden')],
    [20093, {}, ends(-110, 'service-expired')],
    [20104, {}, { kind: 'subscribe-again' }],
    [20135, { enb_call_waiting: '0' }, change({ callWaiting: false })],
    [20135, { enb_call_waiting: 1 }, change({ callWaiting: true })],
    [20135, { enb_call_waiting: 1 }, change({ callWaiting: false }), { ...client, disableCallWaiting: true }],
    [20135, {}, malformed],
    [20153, { enable: 1 }, none],
    [20153, { enable: '0' }, ends(-110, 'sdk-disabled')],
    [20153, {}, malformed],
    [20154, {}, ends(-109, 'sign-in-needed')],
    [1, {}, null],
    [20014, {}, null],
  ];
  for (const [topic, message, reaction, who = client] of table) {
    const as = who === client ? '' : ` as ${who.chinese ? 'cn ' : ''}${who.userAgent}`;
    it(`${topic} (${topicMeaning(topic)}) ${JSON.stringify(message)}${as}`, () => {
      expect(brief(reactionTo(topic, message, who))).to.deep.equal(reaction);
    });
  }

  it('has a row for every topic that is subscribed to', () => {
    const known = topicsOf('37.99.0.0');
    expect(new Set(table.filter(([, , reaction]) => reaction !== null).map(([topic]) => topic))).to.deep.equal(
      new Set(known),
    );
  });

  it('wants the SDK switch and the access key of firmware x.12.0.10 only', () => {
    const added = topicsOf('83.12.0.10').filter((topic) => !topicsOf('83.12.0.9').includes(topic));
    expect(added).to.deep.equal([20153, 20154]);
  });
});
