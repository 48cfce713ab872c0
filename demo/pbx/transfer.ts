/** Call transfer: a phone's REFER inside a call (RFC 3515, RFC 5589). */
import type { IncomingReferRequest } from 'sip.js/lib/core/index.js';
import type { Application } from './applications.js';
import type { Call } from './call.js';
import { IncomingLeg, type AnyLeg } from './dialogs.js';

export interface ReferTarget {
  number: string;
  /** The dialog that is to be replaced (RFC 3891). */
  replaces?: { callId: string; toTag: string; fromTag: string };
}

export interface TransferEnvironment {
  calls: () => readonly Call[];
  /** A call of a party that is on the line already, to a number. */
  createCall: (first: AnyLeg, number: string) => Call;
}

/** Reads `Refer-To: <sip:1002@host?Replaces=id%3Bto-tag%3Da%3Bfrom-tag%3Db>`. */
export function referTarget(header: string | undefined): ReferTarget | undefined {
  const match = /^\s*(?:"[^"]*"\s*)?<?\s*sips?:([^@<>;?\s]+)@[^<>?\s]*(?:\?([^<>\s]*))?\s*>?/i.exec(header ?? '');
  if (!match) return undefined;
  try {
    const number = decodeURIComponent(match[1] ?? '');
    for (const pair of (match[2] ?? '').split('&')) {
      const [name, value = ''] = pair.split(/=(.*)/s);
      if (name?.toLowerCase() !== 'replaces') continue;
      const [callId = '', ...parameters] = decodeURIComponent(value).split(';');
      const parameter = (key: string): string =>
        parameters.find((entry) => entry.trim().startsWith(`${key}=`))?.split('=')[1] ?? '';
      return { number, replaces: { callId, toTag: parameter('to-tag'), fromTag: parameter('from-tag') } };
    }
    return { number };
  } catch {
    return undefined;
  }
}

/** Carries out what a leg's phone asks for, and tells it what comes of it. */
export function transfer(
  environment: TransferEnvironment,
  call: Call,
  leg: AnyLeg,
  request: IncomingReferRequest,
): void {
  const target = referTarget(request.message.getHeader('refer-to'));
  if (!target) {
    request.reject({ statusCode: 400 });
    return;
  }
  if (call.state !== 'talking' || call.isTransferring) {
    request.reject({ statusCode: call.isTransferring ? 491 : 603 });
    return;
  }
  const isSilent = /^\s*false/i.test(request.message.getHeader('refer-sub') ?? '');
  request.accept({ statusCode: 202, ...(isSilent && { extraHeaders: ['Refer-Sub: false'] }) });
  const notify = isSilent ? () => Promise.resolve(0) : (status: number) => sendNotify(leg, status);
  const other = call.otherLeg(leg) ?? call.application;
  if (other && target.replaces) attended(environment, call, leg, other, target.replaces, notify);
  else if (other && !isApplication(other)) blind(environment, call, other, target.number, notify);
  // As Asterisk: who talks to the PBX itself has nobody to transfer.
  else void notify(400);
}

function isApplication(party: AnyLeg | Application): party is Application {
  return 'run' in party;
}

type Notify = (statusCode: number) => Promise<number>;

function blind(environment: TransferEnvironment, call: Call, other: AnyLeg, number: string, notify: Notify): void {
  void notify(100);
  call.isTransferring = true;
  call.release(other);
  const next = environment.createCall(other, number);
  next.onOutcome = (statusCode) => {
    if (statusCode < 200) {
      void notify(statusCode);
      return;
    }
    next.onOutcome = undefined;
    call.isTransferring = false;
    if (statusCode < 300) {
      void soon(notify(statusCode)).then(() => call.end(480));
      return;
    }
    void notify(statusCode);
    // The transferred party hung up, or has nobody left to come back to.
    if (other.state === 'ended') call.end(480);
    else if (call.state === 'ended') hangUp(other);
    else call.takeBack(other);
  };
  other.media.play('ringback');
  void next.runFor(other);
}

/** Joins the other parties of two calls; one of them may be the PBX itself. */
function attended(
  environment: TransferEnvironment,
  call: Call,
  leg: AnyLeg,
  other: AnyLeg | Application,
  replaces: { callId: string; toTag: string; fromTag: string },
  notify: Notify,
): void {
  const { callId, toTag, fromTag } = replaces;
  const isNamed = (entry: AnyLeg): boolean => entry !== leg && entry.matches(callId, toTag, fromTag);
  const consultation = environment.calls().find((entry) => entry !== call && entry.legs.some(isNamed));
  const named = consultation?.legs.find(isNamed);
  if (!consultation || !named || named.extension !== leg.extension || consultation.isTransferring) {
    void notify(481);
    return;
  }
  const isTalking = consultation.state === 'talking';
  const target = consultation.otherLeg(named) ?? consultation.application;
  if (isApplication(other) && (!isTalking || !target || isApplication(target))) {
    void notify(400);
    return;
  }
  if (!isTalking && !isApplication(other)) {
    void notify(100);
    // Still ringing: the transferred party takes the caller's place and waits for the answer.
    call.release(other);
    const replaced = consultation.replaceCaller(other);
    void soon(notify(200)).then(() => {
      call.end(480);
      if (replaced instanceof IncomingLeg && replaced.state !== 'ended') replaced.end(487);
      replaced?.dispose();
    });
    return;
  }
  if (!target) {
    void notify(481);
    return;
  }
  void notify(100);
  join(environment, [call, other], [consultation, target]);
  void soon(notify(200)).then(() => {
    call.end(480);
    consultation.end(480);
  });
}

function join(
  environment: TransferEnvironment,
  ...sides: [[Call, AnyLeg | Application], [Call, AnyLeg | Application]]
): void {
  for (const [call, party] of sides) if (!isApplication(party)) call.release(party);
  const [[, first], [, second]] = sides;
  if (isApplication(first)) {
    if (!isApplication(second)) environment.createCall(second, first.number).join(second, first);
  } else {
    environment.createCall(first, isApplication(second) ? second.number : second.extension).join(first, second);
  }
}

/** How long a transferor that does not answer the NOTIFY of a success is waited for (ms): it is let go anyway. */
const patience = 1500;

function soon(answered: Promise<number>): Promise<void> {
  return new Promise((resolve) => {
    const limit = setTimeout(resolve, patience);
    void answered.then(() => {
      clearTimeout(limit);
      resolve();
    });
  });
}

function hangUp(leg: AnyLeg): void {
  if (leg instanceof IncomingLeg) leg.end(480);
  else leg.end();
  leg.dispose();
}

/** RFC 3515 section 2.4.4: how far the call to the target has come, as a piece of a SIP message. */
function sendNotify(leg: AnyLeg, statusCode: number): Promise<number> {
  if (leg.state !== 'answered') return Promise.resolve(0);
  const state = statusCode < 200 ? 'active;expires=180' : 'terminated;reason=noresource';
  return leg.send('NOTIFY', ['Event: refer', `Subscription-State: ${state}`, leg.contact], {
    contentDisposition: 'render',
    contentType: 'message/sipfrag;version=2.0',
    content: `SIP/2.0 ${statusCode} ${PHRASES[statusCode] ?? 'Failure'}\r\n`,
  });
}

const PHRASES: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  200: 'OK',
  404: 'Not Found',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  600: 'Busy Everywhere',
  603: 'Decline',
};
