import { env } from 'cloudflare:workers';
import { createSignatureService } from 'linkus-elements/server';
import { optionsFrom } from './application.js';

const signatures = createSignatureService(optionsFrom(env));

export default {
  fetch(request, _env, context) {
    const answer = signatures(request, { address: request.headers.get('cf-connecting-ip') ?? undefined });
    // Others may wait for the token that this request fetches, even if its own user has left.
    context.waitUntil(answer);
    return answer;
  },
};
