import { createSignatureService } from 'linkus-elements/server';
import { optionsFrom } from './application.js';

const signatures = createSignatureService(optionsFrom(Deno.env.toObject()));
Deno.serve(
  { hostname: '127.0.0.1', port: 0, onListen: ({ port }) => console.log(`listening on ${port}`) },
  (request, { remoteAddr }) => signatures(request, { address: remoteAddr.hostname }),
);
