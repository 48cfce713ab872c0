import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import type { AudioCodec } from './media-codecs.js';
import type { MediaLeg, MediaLegOptions, MediaServer } from './media-server.js';
import { WeriftLeg } from './media-leg.js';

const LOOPBACK = '127.0.0.1';

/**
 * The address at which a browser on this machine or in its network reaches us: that of the interface with the default
 * route, else of any network, else loopback.
 */
export async function reachableAddress(): Promise<string> {
  const interfaces = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const addresses = interfaces.filter(({ family, internal }) => family === 'IPv4' && !internal);
  const routed = await routedAddress();
  const found = addresses.find(({ address }) => address === routed) ?? addresses[0];
  return found?.address ?? LOOPBACK;
}

/** Our address on the way to the Internet. Connecting a UDP socket only looks the route up; nothing is sent. */
function routedAddress(): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(undefined);
    });
    // An address of TEST-NET-2 (RFC 5737), which belongs to nobody.
    socket.connect(9, '198.51.100.1', () => {
      const { address } = socket.address();
      socket.close();
      resolve(address);
    });
  });
}

/** Media over werift, one peer connection for each leg of each call. */
export class WeriftMediaServer implements MediaServer {
  readonly #address: string;
  readonly #codecs: readonly AudioCodec[];
  readonly #legs = new Set<WeriftLeg>();

  /**
   * @param address the IPv4 address that we listen on and offer
   * @param codecs for sound, best first
   */
  constructor(address: string, codecs: readonly AudioCodec[] = ['opus', 'PCMU', 'PCMA']) {
    this.#address = address;
    this.#codecs = codecs;
  }

  createLeg(options: MediaLegOptions = {}): MediaLeg {
    const leg = new WeriftLeg(this.#address, this.#codecs, options, () => this.#legs.delete(leg));
    this.#legs.add(leg);
    return leg;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#legs].map((leg) => leg.shutDown()));
  }
}
