import type { IncomingRequestMessage } from 'sip.js/lib/core/messages/incoming-request-message.js';
import type { DialogId, SipCall } from '../sip-port.js';
import { busyHere } from './session.js';
import type { InviteState } from './state.js';

interface Replaceable extends SipCall {
  readonly state: InviteState;
}

const badRequest = 400;
const noSuchCall = 481;

/** A value of `Replaces` as its receiver reads it (RFC 3891 section 6.1); `null` when it can't be read. */
export function parseReplaces(value: string): (DialogId & { readonly earlyOnly: boolean }) | null {
  const [callId = '', ...parameters] = value.split(';').map((part) => part.trim());
  const tag = (name: string) => {
    const found = parameters.map((part) => new RegExp(`^${name}\\s*=\\s*(\\S+)$`, 'i').exec(part)?.[1]).filter(Boolean);
    return found.length === 1 ? found[0] : undefined;
  };
  const [localTag, remoteTag] = [tag('to-tag'), tag('from-tag')];
  if (!callId || !localTag || !remoteTag) return null;
  return { callId, localTag, remoteTag, earlyOnly: parameters.some((part) => part.toLowerCase() === 'early-only') };
}

/**
 * The call whose place an INVITE asks to take, or the status that refuses it (RFC 3891 section 3). `null`: it asks for none.
 * A call that rings here cannot be replaced: only its caller may cancel it.
 */
export function replacedCall<Call extends Replaceable>(
  message: IncomingRequestMessage,
  find: (callId: string) => Call | undefined,
): Call | number | null {
  const values = message.getHeaders('replaces');
  if (values.length === 0) return null;
  const wanted = values.length === 1 && !message.hasHeader('join') ? parseReplaces(values[0] ?? '') : null;
  if (!wanted) return badRequest;
  const call = find(wanted.callId);
  const dialog = call?.dialogId;
  if (!call || dialog?.localTag !== wanted.localTag || dialog.remoteTag !== wanted.remoteTag) return noSuchCall;
  if (call.state === 'confirmed' || call.state === 'answered') return wanted.earlyOnly ? busyHere : call;
  return call.direction === 'outbound' ? call : noSuchCall;
}
