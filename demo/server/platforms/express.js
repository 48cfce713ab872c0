import express from 'express';
import { createSignatureService, toNodeListener } from 'linkus-elements/server';
import { optionsFrom } from './application.js';

const signatures = createSignatureService({ ...optionsFrom(process.env), path: '/' });
const app = express();
app.use('/signature', toNodeListener(signatures));
// After a parser the service takes what that has read; the parser's own limits hold then.
app.use('/parsed/signature', express.json(), toNodeListener(signatures));
const server = app.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
