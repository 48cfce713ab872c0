import type { HonoRequest } from 'hono';

export interface ApiAnswer extends Record<string, unknown> {
  errcode: number;
  errmsg: string;
}

export function success(fields: Record<string, unknown> = {}): ApiAnswer {
  return { errcode: 0, errmsg: 'SUCCESS', ...fields };
}

/** A failure as the PBX tells it: HTTP status 200, the reason in the body. */
export function failure(errcode: number, errmsg: string): ApiAnswer {
  return { errcode, errmsg };
}

/** The JSON object of a request; an empty one when there is none. */
export async function readJson(request: HonoRequest): Promise<Record<string, unknown>> {
  const body: unknown = await request.json().catch(() => undefined);
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

/** Strings and numbers as text, everything else as nothing. */
export function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
