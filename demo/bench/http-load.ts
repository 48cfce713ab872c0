import { connect, type Socket } from 'node:net';

export interface LoadResult {
  perSecond: number;
  /** Milliseconds, in order. */
  latencies: Float64Array;
  /** Status → how often. */
  statuses: Map<string, number>;
}

/** Sends the same request again and again over so many connections, one at a time on each. */
export async function load(
  port: number,
  requests: number,
  connections: number,
  headers: (index: number) => string = () => '',
): Promise<LoadResult> {
  const latencies = new Float64Array(requests);
  const statuses = new Map<string, number>();
  let sent = 0;
  let done = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect(port, '127.0.0.1').setEncoding('latin1').setNoDelay();
      while (sent < requests) {
        const index = sent;
        sent += 1;
        const begun = performance.now();
        const status = await exchange(socket, `GET /signature HTTP/1.1\r\nHost: localhost\r\n${headers(index)}\r\n`);
        latencies[done] = performance.now() - begun;
        done += 1;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
      socket.destroy();
    }),
  );
  const perSecond = (requests / (performance.now() - started)) * 1000;
  return { perSecond, latencies: latencies.sort(), statuses };
}

/** One request and its answer, whose length its header says. */
function exchange(socket: Socket, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const onData = (data: string): void => {
      received += data;
      const head = received.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1] ?? NaN);
      if (received.length < head + 4 + length) return;
      socket.off('data', onData).off('error', reject);
      resolve(received.slice(9, 12));
    };
    socket.on('data', onData).once('error', reject);
    socket.write(request);
  });
}

export function percentile(sorted: Float64Array, percent: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? NaN;
}
