/** One of several servers that share a token store, in a process of its own. Each message is a number of requests to make at once. */
import type Redis from 'ioredis';
import fsDriver from 'unstorage/drivers/fs-lite';
import redisDriver from 'unstorage/drivers/redis';
import { createSignatureService, storageTokens } from '../../../src/server/index.js';
import { byHeader, UNLIMITED } from './service.js';

const [pbxUrl = '', accessId = '', accessKey = '', kind = '', place = ''] = process.argv.slice(2);
const driver = kind === 'redis' ? redisDriver({ url: place }) : fsDriver({ base: place });

const handler = createSignatureService({
  pbxUrl,
  accessId,
  accessKey,
  identify: byHeader,
  perUser: UNLIMITED,
  tokens: storageTokens(driver),
});

process.on('message', (requests: number) => {
  const ask = (): Promise<Response> =>
    handler(new Request('http://app.example/signature', { headers: { 'x-user': '1000' } }));
  void Promise.all(Array.from({ length: requests }, ask)).then((answers) =>
    process.send?.(answers.map(({ status }) => status)),
  );
});
process.once('disconnect', () => {
  const client = kind === 'redis' ? (driver as { getInstance?: () => Redis }).getInstance?.() : undefined;
  client?.disconnect();
});
process.send?.('ready');
