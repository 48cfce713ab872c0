import { SipRefusal } from '../sip/sip-port.js';
import { cleanNumber } from './dial-number.js';
import type { Session } from './session.js';

const isTalking = ({ status }: Session): boolean => status.callStatus === 'talking';

/**
 * Hands the other side over to a number. A transfer that is refused brings the call back, and a warning says so. While one
 * is under way no other is begun: `true` for a second click, too.
 */
export function blindTransfer(session: Session, text: string): boolean {
  const { number, tones } = cleanNumber(text);
  // After a blind transfer there is no leg of ours that could send them.
  if (number === undefined || tones || !isTalking(session)) return false;
  void handOver(session, number);
  return true;
}

/** Puts the other sides of `parent` and `consultation` together. The consultation may still be ringing. */
export function completeTransfer(parent: Session, consultation: Session): boolean {
  if (!consultation.call.dialogId || parent.end) return false;
  void handOver(parent, consultation.status.number, consultation);
  return true;
}

/** Whether a consultation of `parent` with `text` may begin. */
export function mayConsult(parent: Session, text: string): boolean {
  return cleanNumber(text).number !== undefined && isTalking(parent);
}

async function handOver(session: Session, number: string, consultation?: Session): Promise<void> {
  if (session.call.transferring) return;
  const replaces = consultation?.call.dialogId ?? undefined;
  if (consultation) consultation.handedOver = true;
  try {
    await session.call.transfer(number, replaces);
    session.call.end({ why: 'transferred' });
    consultation?.call.end({ why: 'transferred' });
  } catch (error) {
    if (consultation) consultation.handedOver = false;
    session.warn('transfer', error instanceof SipRefusal ? error.status : 0);
  }
}
