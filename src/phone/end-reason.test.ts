import { expect } from 'chai';
import type { SipEnd } from '../sip/sip-port.js';
import { endReason, type EndContext, type EndReason } from './end-reason.js';

const out: EndContext = { direction: 'outbound', answered: false, rang: false };
const outRang: EndContext = { ...out, rang: true };
const incoming: EndContext = { direction: 'inbound', answered: false, rang: false };
const answered: EndContext = { ...out, answered: true };

const peer = (status: number): SipEnd => ({ by: 'peer', status, elsewhere: false });
const us = (status: number): SipEnd => ({ by: 'us', status, elsewhere: false });

const table: [what: string, end: SipEnd, context: EndContext, reason: EndReason][] = [
  ['BYE from the other side', peer(0), answered, 'hung-up-there'],
  ['our BYE', us(0), answered, 'hung-up-here'],
  ['our CANCEL', us(487), outRang, 'cancelled'],
  ['our 486 to an incoming call', us(486), incoming, 'rejected'],
  ['CANCEL of the caller', peer(487), incoming, 'cancelled'],
  ['CANCEL, another phone answered', { ...peer(487), elsewhere: true }, incoming, 'answered-elsewhere'],
  ['300', peer(300), out, 'unavailable'],
  ['301', peer(301), out, 'not-found'],
  ['302', peer(302), out, 'unavailable'],
  ['305', peer(305), out, 'unavailable'],
  ['380', peer(380), out, 'unavailable'],
  ['404', peer(404), out, 'not-found'],
  ['416', peer(416), out, 'not-found'],
  ['485', peer(485), out, 'not-found'],
  ['480 without ringing', peer(480), out, 'unavailable'],
  ['480 after ringing', peer(480), outRang, 'no-answer'],
  ['408', peer(408), outRang, 'no-answer'],
  ['486', peer(486), outRang, 'busy'],
  ['600', peer(600), out, 'busy'],
  ['603', peer(603), outRang, 'rejected'],
  ['607', peer(607), outRang, 'rejected'],
  ['608', peer(608), out, 'rejected'],
  ['403', peer(403), out, 'rejected'],
  ['488', peer(488), out, 'media'],
  ['503', peer(503), out, 'pbx'],
  ['the INVITE could not be sent', { ...peer(503), by: 'system', why: 'network' }, out, 'network'],
  ['500', peer(500), out, 'pbx'],
  ['our time limit', { ...us(480), by: 'system', why: 'no-answer' }, incoming, 'no-answer'],
  ['the connection was lost', { ...us(487), by: 'system', why: 'network' }, outRang, 'network'],
  ['the page went away in a conversation', { ...us(0), by: 'system', why: 'phone-closed' }, answered, 'phone-closed'],
];

describe('end reason', () => {
  for (const [what, end, context, reason] of table) {
    it(`${what} → ${reason}`, () => expect(endReason(end, context)).to.equal(reason));
  }
});
