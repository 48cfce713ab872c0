import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import { Readable, type Duplex } from 'node:stream';
import { connect, type ConnectionOptions } from 'node:tls';

/**
 * A connection to the one certificate that was named, whoever signed it. No byte is sent before it has been compared: Node
 * gets the socket only then.
 */
class PinnedAgent extends Agent {
  readonly #fingerprint: string;

  constructor(fingerprint: string) {
    // A resumed session shows no certificate.
    super({ keepAlive: true, maxCachedSessions: 0 });
    this.#fingerprint = fingerprint;
  }

  override createConnection(
    options: RequestOptions,
    onConnection?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const socket = connect({ ...(options as ConnectionOptions), rejectUnauthorized: false });
    const onError = (error: Error): void => onConnection?.(error, socket);
    socket.once('error', onError);
    socket.once('secureConnect', () => {
      socket.off('error', onError);
      const seen = socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '').toLowerCase();
      if (seen === this.#fingerprint) {
        onConnection?.(null, socket);
        return;
      }
      socket.destroy();
      const code = 'ERR_TLS_FINGERPRINT';
      onError(Object.assign(new Error(`The certificate has another fingerprint: ${seen}.`), { code }));
    });
  }
}

/**
 * `fetch` for a PBX whose certificate no public authority signed: trusted is what `ca` (PEM) signed, or the one certificate
 * with this fingerprint (SHA-256, 64 hexadecimal digits in lower case). It sends text, and follows no redirection.
 */
export function pbxFetch({ ca, fingerprint }: { ca?: string; fingerprint?: string }): typeof fetch {
  if (ca === undefined && fingerprint === undefined) return fetch;
  const agent =
    fingerprint === undefined
      ? new Agent({ keepAlive: true, ...(ca !== undefined && { ca }) })
      : new PinnedAgent(fingerprint);
  return (input, { body, headers, method = 'GET', signal } = {}) =>
    new Promise((resolve, reject) => {
      const address = new URL(input instanceof Request ? input.url : input);
      const options = { agent, method, headers: Object.fromEntries(new Headers(headers)), ...(signal && { signal }) };
      const request = httpsRequest(address, options, (incoming) => {
        const received = new Headers();
        for (const [name, value] of Object.entries(incoming.headers)) {
          if (typeof value === 'string') received.set(name, value);
        }
        const stream = Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
        const status = incoming.statusCode ?? 0;
        resolve(new Response([101, 204, 205, 304].includes(status) ? null : stream, { status, headers: received }));
      });
      request.once('error', reject);
      request.end(typeof body === 'string' ? body : undefined);
    });
}
