/** ICE restarts (RFC 8445 section 2.4) of a leg's media, and a path that breaks when a test wants it to. */
import type { RTCPeerConnection } from 'werift';
import type { MediaPath } from './media-server.js';

/** werift begins no new checks where DTLS is up already: without this a restart would end in silence. */
export function startRestarted({ iceTransports, dtlsTransports }: RTCPeerConnection): void {
  if (!dtlsTransports.some(({ state }) => state === 'connected')) return;
  for (const transport of iceTransports) {
    const { nominated } = transport.connection as unknown as { nominated: object | undefined };
    if (!nominated) transport.start().catch(() => undefined); // the phone will try again
  }
}

/** What we use of werift's ICE agent, which it keeps to itself. */
interface Agent {
  readonly localUsername: string;
  nominated: object | undefined;
  checkIncoming: (check: Check, ...from: unknown[]) => void;
}

interface Check {
  readonly attributesKeys: readonly string[];
  getAttributeValue(name: string): unknown;
}

/**
 * werift stays with the path that the first check after a restart names, even when the check was under way before the phone
 * knew of our answer. Such a late one chooses the path only until a current one does. Call it with each description of the
 * phone; a second time changes nothing.
 */
export function heedCurrentChecks({ iceTransports }: RTCPeerConnection): void {
  for (const { connection } of iceTransports) {
    const agent = connection as unknown as Agent;
    if (Object.hasOwn(agent, 'checkIncoming')) continue;
    const original = agent.checkIncoming.bind(agent);
    let chosenLate: object | undefined;
    agent.checkIncoming = (check, ...from) => {
      // RFC 8445 section 7.2.2: the part before the colon is ours.
      const isCurrent = String(check.getAttributeValue('USERNAME')).split(':')[0] === agent.localUsername;
      if (isCurrent && check.attributesKeys.includes('USE-CANDIDATE') && agent.nominated === chosenLate) {
        agent.nominated = undefined;
      }
      const before = agent.nominated;
      original(check, ...from);
      if (!isCurrent && agent.nominated !== before) chosenLate = agent.nominated;
    };
  }
}

/**
 * werift takes only candidates of the generation that it counts itself; a browser also counts the restarts that were refused.
 * The extension attribute is not part of RFC 8839.
 */
export function withoutGenerations(sdp: string): string {
  return sdp.replace(/^(a=candidate:.*) generation \d+/gm, '$1');
}

/** What we use of werift's sockets, which it keeps to itself. */
interface Socket {
  onData: (data: Buffer, from: readonly [string, number]) => void;
  send: (data: Buffer, to?: readonly [string, number]) => Promise<void>;
}

/** The way of a leg's packets, which can be cut. */
export class Wire {
  readonly #connection: RTCPeerConnection;
  #usernameFragment: string | undefined;
  #path: MediaPath = 'open';
  #mend: Array<() => void> = [];

  constructor(connection: RTCPeerConnection) {
    this.#connection = connection;
  }

  set path(path: MediaPath) {
    this.#path = path;
    for (const mend of this.#mend) mend();
    this.#mend = path === 'open' ? [] : this.#sockets().map(cut);
  }

  /** Call it with each description of the phone: another user fragment means a restart. */
  negotiated(sdp: string): void {
    const usernameFragment = /^a=ice-ufrag:(.*)$/m.exec(sdp)?.[1];
    const isRestart = this.#usernameFragment !== undefined && usernameFragment !== this.#usernameFragment;
    this.#usernameFragment = usernameFragment;
    if (isRestart && this.#path === 'cut-until-restart') this.path = 'open';
  }

  #sockets(): Socket[] {
    return this.#connection.iceTransports.flatMap(({ connection }) =>
      (connection as unknown as { protocols: Array<{ transport: Socket }> }).protocols.map(
        ({ transport }) => transport,
      ),
    );
  }
}

/** Loses what comes and goes; returns what undoes it. */
function cut(socket: Socket): () => void {
  const { onData, send } = socket;
  socket.onData = () => undefined;
  socket.send = () => Promise.resolve();
  return () => Object.assign(socket, { onData, send });
}
