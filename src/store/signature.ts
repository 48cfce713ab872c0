import { PBX_ERROR, type Result } from '../result.js';

/** What the application server answers at `signature-url` (JSON). Missing fields come from the element. */
export interface Signature {
  readonly username?: string;
  readonly secret: string;
  readonly pbxURL?: string;
}

const answerTime = 15_000;

/**
 * Asks the application server for a login signature, so that no secret stands in the page.
 * @throws Result -102 not reachable, -103 refused or not a signature; `errcode` is then the HTTP status
 */
export async function fetchSignature(url: string, credentials: RequestCredentials): Promise<Signature> {
  let response: Response;
  try {
    response = await fetch(url, { credentials, cache: 'no-store', signal: AbortSignal.timeout(answerTime) });
  } catch {
    throw PBX_ERROR.PBX_NETWORK_ERROR;
  }
  const refused: Result = { ...PBX_ERROR.PBX_API_ERROR, errcode: response.status };
  if (!response.ok) throw refused;
  const answer: unknown = await response.json().catch(() => null);
  if (typeof answer !== 'object' || answer === null || typeof (answer as Signature).secret !== 'string') throw refused;
  return answer as Signature;
}
