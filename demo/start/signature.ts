import { createSignatureService } from '../../src/server/index.js';
import type { DevelopmentPbx } from '../pbx/index.js';

/**
 * The signature service as an application has it, at `/signature`. Nobody signs in to the demo, so it believes the page:
 * `/signature?username=1000`. An application asks its own session instead.
 */
export function signatureService(pbx: DevelopmentPbx): (request: Request) => Promise<Response> {
  const handler = createSignatureService({
    pbxUrl: pbx.url,
    ...pbx.openApi,
    identify: (request) => new URL(request.url).searchParams.get('username'),
    // The PBX is in this process: no network lies in between, nor a certificate.
    fetch: (input, init) => pbx.fetch(new Request(input, init)),
  });
  return async (request) => {
    const response = await handler(request);
    if (!response.ok) return response;
    // The machine may have several addresses: the PBX is where the page is.
    const answer = (await response.json()) as object;
    return Response.json({ ...answer, pbxURL: new URL(request.url).origin }, { headers: response.headers });
  };
}
