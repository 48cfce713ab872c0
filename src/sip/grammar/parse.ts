/**
 * Reads the headers of SIP messages for sip.js. It replaces sip.js's module in every build (`.ci/sip-js-modules.mjs`): that
 * one is generated from a grammar and three times as large. What it reads, and how, is the same, odd cases included.
 */
import { beginFacts, sipUri } from './address.js';
import { contact, fromOrTo, nameAddress, recordRoute, referTo, replaces } from './address-headers.js';
import { challenge } from './challenge.js';
import * as header from './message-headers.js';
import { needEnd } from './scanner.js';

/** sip.js's name of a start rule → what reads it. Those that sip.js starts from; `.ci/sip-js-modules.test.mjs` looks for others. */
export const startRules: Record<string, () => unknown> = {
  Call_ID: header.callId,
  Contact: contact,
  Content_Disposition: header.contentDisposition,
  Content_Length: header.number,
  Content_Type: header.contentType,
  CSeq: header.cSeq,
  Event: header.event,
  From: fromOrTo,
  Max_Forwards: header.number,
  Name_Addr_Header: nameAddress,
  Proxy_Authenticate: challenge,
  Record_Route: recordRoute,
  Refer_To: referTo,
  Replaces: replaces,
  Request_Response: header.startLine,
  SIP_URI: sipUri,
  To: fromOrTo,
  uuid: header.uuid,
  Via: header.via,
  WWW_Authenticate: challenge,
};

/** sip.js's contract: the result is put into `data`; what can't be read throws. */
export function parse(input: string, options: { startRule: string; data?: unknown }): void {
  beginFacts(input);
  options.data = startRules[options.startRule]?.();
  needEnd();
}
