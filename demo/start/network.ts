import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';

/** The IPv4 addresses of this machine in its networks. */
export function lanAddresses(): string[] {
  const entries = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return entries.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address);
}

/**
 * Whether another program listens on this port of ::1. Browsers try that address first for `localhost`, so they would
 * reach the other program although 127.0.0.1 is ours.
 */
export function isTakenOnIpv6(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '::1' });
    const finish = (isTaken: boolean): void => {
      socket.destroy();
      resolve(isTaken);
    };
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}
