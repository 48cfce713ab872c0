import type { IncomingRequestMessage } from 'sip.js/lib/core/index.js';

/** The key in an INFO of the type `application/dtmf-relay` (`Signal=5`) or `application/dtmf` (`5`). */
export function keyOfInfo(message: IncomingRequestMessage): string | undefined {
  const type = (message.getHeader('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type === 'application/dtmf-relay') return /^\s*Signal\s*=\s*([0-9A-D*#])\s*$/im.exec(message.body)?.[1];
  if (type === 'application/dtmf') return /^\s*([0-9A-D*#])\s*$/i.exec(message.body)?.[1];
  return undefined;
}
