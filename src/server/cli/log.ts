import type { ServiceEvent } from '../events.js';

export type LogLevel = 'info' | 'warn' | 'error';

/** One JSON object a line on standard output, as collectors of logs read it. */
export function log(level: LogLevel, message: string, fields: object = {}): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
}

export function logEvent({ type, ...fields }: ServiceEvent): void {
  if (type === 'pbx' && 'outcome' in fields && fields.outcome === 'success') return;
  const isFailure = type !== 'answer' || ('status' in fields && fields.status >= 500);
  log(type === 'application-error' ? 'error' : isFailure ? 'warn' : 'info', type, fields);
}
