import { createServer } from 'node:http';
import { createSignatureService, toNodeListener } from 'linkus-elements/server';
import { optionsFrom } from './application.js';

const signatures = createSignatureService(optionsFrom(process.env));
const server = createServer(toNodeListener(signatures));
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
