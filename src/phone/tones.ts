import type { Session } from './session.js';

const tones = /^[0-9*#]+$/;

/** Sends tones in the media (RFC 4733), or as INFO to a side that takes none there. `false` when the call can't. */
export function sendTones(session: Session, text: unknown): boolean {
  const { media } = session;
  if (typeof text !== 'string' || !tones.test(text) || !media?.peer.sends) return false;
  if (!media.peer.sendTones(text)) void sendInfos(session, text);
  return true;
}

async function sendInfos(session: Session, text: string): Promise<void> {
  try {
    for (const tone of text) await session.call.sendToneInfo(tone);
  } catch {
    session.warn('dtmf', 0);
  }
}
