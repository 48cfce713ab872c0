import { createSignatureService } from 'linkus-elements/server';
import { optionsFrom } from './application.js';

const signatures = createSignatureService(optionsFrom(process.env));
const { port } = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch: (request, server) => signatures(request, { address: server.requestIP(request)?.address }),
});
console.log(`listening on ${port}`);
