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
  const connections = new Set<Duplex>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
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
      for (const connection of connections) connection.destroy();
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
    if (pbx.blackHoles.takesNew('sip', url.searchParams.get('exten') ?? '')) return;
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      attach(
        webSocket,
        socket,
        (pbxSocket) => pbx.openSip(pbxSocket),
        () => pbx.settings.binary_frames === 1,
      );
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
    if (pbx.blackHoles.takesNew('notifications', extension)) return;
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      attach(webSocket, socket, (pbxSocket) => pbx.openNotifications(pbxSocket, extension, token));
    });
    return;
  }
  refuse(socket, 404);
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/**
 * @param stream what the WebSocket writes to
 * @param isBinary whether messages of SIP go out in binary frames; heartbeats never do
 */
function attach(
  webSocket: WebSocket,
  stream: Duplex,
  open: (socket: PbxSocket) => SocketHandler,
  isBinary = () => false,
): void {
  let isSwallowing = false;
  const { write, end } = stream;
  const handler = open({
    send: (text) => {
      if (webSocket.readyState !== webSocket.OPEN) return;
      webSocket.send(isBinary() && text.includes('\r\n') ? Buffer.from(text) : text);
    },
    close: (code, reason) => webSocket.close(code, reason),
    terminate: () => webSocket.terminate(),
    swallow: (isOn) => {
      isSwallowing = isOn;
      // Below the WebSocket, so that pings and closing handshakes get no answer either.
      Object.assign(stream, isOn ? { write: () => true, end: () => stream } : { write, end });
    },
  });
  webSocket.on('message', (data) => {
    if (!isSwallowing) handler.receive((data as Buffer).toString('utf8'));
  });
  webSocket.on('close', () => handler.closed());
  // An error is always followed by `close`.
  webSocket.on('error', () => undefined);
}
