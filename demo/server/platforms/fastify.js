import fastify from 'fastify';
import { createSignatureService, toNodeListener } from 'linkus-elements/server';
import { optionsFrom } from './application.js';

const listener = toNodeListener(createSignatureService(optionsFrom(process.env)));
const app = fastify();
app.register(async (scope) => {
  // The service reads the body itself; it is not there any more once one of Fastify's parsers has had it.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (request, payload, done) => done(null));
  scope.all('/signature', (request, reply) => {
    reply.hijack();
    return listener(request.raw, reply.raw);
  });
});
const address = await app.listen({ host: '127.0.0.1', port: 0 });
console.log(`listening on ${new URL(address).port}`);
