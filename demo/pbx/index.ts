import type { CommandArguments } from './commands.js';
import type { AudioCodec } from './media-codecs.js';
import { reachableAddress, WeriftMediaServer } from './media.js';
import { serve } from './node-server.js';
import type { OpenApiCredentials } from './open-api.js';
import { Pbx, type PbxOptions } from './pbx.js';

export { CommandError } from './commands.js';
export type { PbxState } from './state.js';

export interface DevelopmentPbxOptions extends PbxOptions {
  /** Default 0: a free one. */
  port?: number;
  /** Address to listen on for HTTP and WebSocket. Default 127.0.0.1. */
  host?: string;
  /** IPv4 address to listen on and offer for media. Default: the machine's own in its network. */
  mediaAddress?: string;
  /** What the PBX takes and offers for sound, best first. Default: Opus, then G.711 (`PCMU`, `PCMA`). */
  codecs?: readonly AudioCodec[];
  /** PEM texts: the PBX then speaks HTTPS and WSS. */
  tls?: { key: string; cert: string };
}

export interface DevelopmentPbx {
  /** `http://127.0.0.1:<port>`: the `pbxURL` of a client on this machine. */
  url: string;
  port: number;
  /** Access ID and key of the OpenAPI. */
  openApi: OpenApiCredentials;
  /** Runs a command of the command line, such as `state`. Rejects with a CommandError. */
  command(name: string, args?: CommandArguments): Promise<unknown>;
  /** Answers a request without a network in between. */
  fetch(request: Request): Promise<Response>;
  /** Listens no longer and cuts every connection, until `comeBack()`. It forgets nothing. */
  goAway(): Promise<void>;
  /** Listens again, on the same port. */
  comeBack(): Promise<void>;
  /** Ends everything: sockets, peer connections, timers. */
  close(): Promise<void>;
}

/**
 * Starts a development PBX. Several of them in one process share nothing.
 * Rejects with Node's error (`EADDRINUSE`, …) when the port can't be had.
 */
export async function startDevelopmentPbx(options: DevelopmentPbxOptions = {}): Promise<DevelopmentPbx> {
  const { host = '127.0.0.1', mediaAddress = await reachableAddress(), codecs, port = 0, tls, ...pbxOptions } = options;
  const pbx = new Pbx(new WeriftMediaServer(mediaAddress, codecs), pbxOptions);
  const listen = (onPort: number) => serve(pbx, { port: onPort, host, ...(tls && { tls }) });
  let server = await listen(port);
  return {
    url: `${tls ? 'https' : 'http'}://${host === '0.0.0.0' ? 'localhost' : host}:${server.port}`,
    port: server.port,
    openApi: pbx.openApi,
    command: (command, args) => pbx.command(command, args),
    fetch: (request) => pbx.fetch(request),
    goAway: () => server.close(),
    comeBack: async () => {
      server = await listen(server.port);
    },
    close: async () => {
      await Promise.all([pbx.close(), server.close()]);
    },
  };
}
