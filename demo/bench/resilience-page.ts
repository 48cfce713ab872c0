/**
 * The side of `resilience.ts` that runs in the page: the elements, and a recorder of what a user sees and hears. Times are
 * milliseconds since 1970, so that those of several pages and of Node can be compared.
 */
import type { LinkusPhone } from '../../elements/index.js';

export * from '../../elements/index.js';

export type Seen =
  | { at: number; what: 'connection' | 'call'; state: string }
  | { at: number; what: 'text'; state: string }
  | { at: number; what: 'end'; state: string }
  | { at: number; what: 'socket'; state: 'sip opening' | 'sip open' | 'notifications opening' | 'notifications open' };

/** Audio packets come every 20 ms, also in silence: the phone asks for no discontinuous transmission (RFC 7587). */
const packetTime = 20;
const sampleTime = 100;
/** Parts of the elements that hold sentences about the connection and the call. */
const sentences =
  '[part~=connection], [part~=trouble], [part~=problem], [part~=state], [part~=hint], [role=alert], [role=status]';

const seen: Seen[] = [];
const peers = new Set<RTCPeerConnection>();
const packetsOf = new Map<string, number>();
let [packets, sampledAt, silence, longestSilence] = [0, 0, 0, 0];
/** After the end of a call silence is no fault. */
let isOver = false;

const note = (what: Seen['what'], state: string) => seen.push({ at: Date.now(), what, state } as Seen);

globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    peers.add(this);
  }
};

globalThis.WebSocket = class extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols);
    const kind = String(url).includes('/subscribe') ? 'notifications' : 'sip';
    note('socket', `${kind} opening`);
    this.addEventListener('open', () => note('socket', `${kind} open`));
  }
};

async function receivedPackets(): Promise<number> {
  for (const peer of peers) {
    if (peer.connectionState === 'closed') peers.delete(peer);
    const reports = (await peer.getStats()).values() as Iterable<Record<string, unknown>>;
    for (const { type, kind, id, packetsReceived } of reports) {
      if (type === 'inbound-rtp' && kind === 'audio') packetsOf.set(String(id), Number(packetsReceived));
    }
  }
  return [...packetsOf.values()].reduce((sum, count) => sum + count, 0);
}

/** How long no sound came: the time since the last sample, less the time that the packets of it last. */
async function sample(): Promise<void> {
  const [now, count] = [performance.now(), await receivedPackets()];
  const missing = now - sampledAt - (count - packets) * packetTime;
  silence = count > packets ? 0 : silence + (now - sampledAt);
  if (!isOver) longestSilence = Math.max(longestSilence, silence, missing);
  [packets, sampledAt] = [count, now];
}

function textsOf(root: ParentNode): string[] {
  return [...root.querySelectorAll<HTMLElement>('*')].flatMap((element) => {
    if (element.shadowRoot) return textsOf(element.shadowRoot);
    return element.matches(sentences) && element.checkVisibility()
      ? [element.innerText.replaceAll(/\s+/g, ' ').trim()]
      : [];
  });
}

let shownTexts = '';

function readTexts(): void {
  // A countdown is one sentence, with or without its seconds.
  const texts = [...new Set(textsOf(document))]
    .filter(Boolean)
    .join(' · ')
    .replaceAll(/ \d+\s*s\b/g, '');
  if (texts !== shownTexts) note('text', texts);
  shownTexts = texts;
}

let shownCall = '';

/** From the snapshot: a warning is no `linkus-call-change`. */
function readCall({ snapshot: { calls } }: LinkusPhone): void {
  const [call] = calls;
  if (!call) return;
  const { state, reconnecting, held, warning } = call;
  const facts = [state, held && 'held', reconnecting && 'looking for the sound', warning && `${warning.action} failed`];
  const text = facts.filter(Boolean).join(', ');
  if (text !== shownCall) note('call', text);
  shownCall = text;
}

/** Records from now on. */
export function watch(phone: LinkusPhone): void {
  phone.addEventListener('linkus-registration-change', ({ detail }) => note('connection', detail.connection));
  phone.addEventListener('linkus-call-end', ({ detail }) => {
    note('end', detail.reason);
    isOver = true;
  });
  sampledAt = performance.now();
  const next = async (): Promise<void> => {
    await sample();
    readCall(phone);
    readTexts();
    setTimeout(() => void next(), sampleTime);
  };
  void next();
}

/** Forgets the silence so far: the fault begins. Resolves with the time. */
export function begin(): number {
  silence = longestSilence = 0;
  return Date.now();
}

export const report = (): { seen: Seen[]; audioGap: number; packets: number } => ({
  seen,
  audioGap: longestSilence,
  packets,
});
