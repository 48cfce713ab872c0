/** Call transfer: a phone's REFER inside a call (RFC 3515, RFC 5589). */
import type { IncomingReferRequest } from 'sip.js/lib/core/index.js';
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
  const other = call.otherLeg(leg);
  if (call.state !== 'talking' || !other || call.isTransferring) {
    request.reject({ statusCode: call.isTransferring ? 491 : 603 });
    return;
  }
  const isSilent = /^\s*false/i.test(request.message.getHeader('refer-sub') ?? '');
  request.accept({ statusCode: 202, ...(isSilent && { extraHeaders: ['Refer-Sub: false'] }) });
  const notify = isSilent ? () => Promise.resolve(0) : (status: number) => sendNotify(leg, status);
  if (target.replaces) attended(environment, call, leg, other, target.replaces, notify);
  else blind(environment, call, other, target.number, notify);
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
      void notify(statusCode).then(() => call.end(480));
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

function attended(
  environment: TransferEnvironment,
  call: Call,
  leg: AnyLeg,
  other: AnyLeg,
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
  void notify(100);
  if (consultation.state !== 'talking') {
    // Still ringing: the transferred party takes the caller's place and waits for the answer.
    call.release(other);
    const replaced = consultation.replaceCaller(other);
    void notify(200).then(() => {
      call.end(480);
      if (replaced instanceof IncomingLeg && replaced.state !== 'ended') replaced.end(487);
      replaced?.dispose();
    });
    return;
  }
  const target = consultation.otherLeg(named) ?? consultation.application;
  if (!target) {
    void notify(481);
    return;
  }
  call.release(other);
  if (!('run' in target)) consultation.release(target);
  const next = environment.createCall(other, 'run' in target ? target.number : target.extension);
  next.join(other, target);
  void notify(200).then(() => {
    call.end(480);
    consultation.end(480);
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
