import { createServer, STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Pbx } from './pbx.js';
import type { PbxSocket, SocketHandler } from './sockets.js';

export interface ServerOptions {
  port: number;
  host: string;
  tls?: { key: string; cert: string };
}

export interface RunningServer {
  port: number;
  close(): Promise<void>;
}

/** Gives the PBX a port: HTTP and both kinds of WebSocket. Rejects when the port can't be had. */
export async function serve(pbx: Pbx, options: ServerOptions): Promise<RunningServer> {
  const listener = getRequestListener((request) => pbx.fetch(request), { overrideGlobalObjects: false });
  const onRequest = (request: IncomingMessage, response: Parameters<typeof listener>[1]): void => {
    void listener(request, response);
  };
  const server: Server = options.tls ? createSecureServer(options.tls, onRequest) : createServer(onRequest);
  const webSockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (protocols) => (protocols.has('sip') ? 'sip' : false),
  });
  const upgrades = new Set<ReturnType<typeof setTimeout>>();
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const timer = setTimeout(() => {
      upgrades.delete(timer);
      upgrade(pbx, webSockets, request, socket, head);
    }, pbx.delay);
    upgrades.add(timer);
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });

  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const timer of upgrades) clearTimeout(timer);
      for (const client of webSockets.clients) client.terminate();
      webSockets.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function upgrade(pbx: Pbx, webSockets: WebSocketServer, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname === '/ws') {
    const offersSip = (request.headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/).includes('sip');
    if (!offersSip) {
      refuse(socket, 400);
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      attach(webSocket, (pbxSocket) => pbx.openSip(pbxSocket));
    });
    return;
  }
  if (url.pathname === '/api/v1.0/subscribe') {
    const token = url.searchParams.get('access_token') ?? '';
    const extension = pbx.extensionOfToken(token);
    if (extension === undefined) {
      refuse(socket, 401);
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      attach(webSocket, (pbxSocket) => pbx.openNotifications(pbxSocket, extension, token));
    });
    return;
  }
  refuse(socket, 404);
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function attach(webSocket: WebSocket, open: (socket: PbxSocket) => SocketHandler): void {
  const handler = open({
    send: (text) => {
      if (webSocket.readyState === webSocket.OPEN) webSocket.send(text);
    },
    close: (code, reason) => webSocket.close(code, reason),
    terminate: () => webSocket.terminate(),
  });
  webSocket.on('message', (data, isBinary) => {
    if (!isBinary) handler.receive((data as Buffer).toString('utf8'));
  });
  webSocket.on('close', () => handler.closed());
  // An error is always followed by `close`.
  webSocket.on('error', () => undefined);
}
