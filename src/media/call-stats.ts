/** What `getStats()` of a call says, as plain numbers. Times in seconds; a counter that the browser lacks is `undefined`. */

export interface MediaStats {
  /** `opus`, `PCMA` … */
  readonly codec: string | undefined;
  readonly received: number;
  readonly lostIn: number;
  readonly jitterIn: number | undefined;
  readonly sent: number;
  readonly lostOut: number;
  readonly jitterOut: number | undefined;
  /** Share of our packets that the other side missed lately: 0..1. */
  readonly fractionLostOut: number | undefined;
  /** Sum of the squared level that was played, and over how long. */
  readonly energyIn: number;
  readonly playedIn: number;
  /** The same of what the microphone gives. */
  readonly energyOut: number;
  readonly heardOut: number;
  /** Changes when another microphone is sent. */
  readonly source: string | undefined;
}

export interface CallStats {
  readonly audio: MediaStats;
  readonly video: MediaStats;
  readonly roundTripTime: number | undefined;
  readonly candidateType: RTCIceCandidateType | undefined;
  /** `wifi`, `ethernet`, `cellular` … */
  readonly networkType: string | undefined;
}

/** One entry; the members are as in the W3C's identifiers for WebRTC's statistics. */
type Entry = Readonly<Record<string, unknown>>;

/** Works on what `getStats()` gives, and on any list of such entries. */
export function readStats(entries: Iterable<Entry>): CallStats {
  const all = [...entries];
  const byId = new Map(all.map((entry) => [entry['id'], entry]));
  const of = (type: string, kind?: string) =>
    all.filter((entry) => entry['type'] === type && (kind === undefined || entry['kind'] === kind));

  const media = (kind: 'audio' | 'video'): MediaStats => {
    const [inbound, outbound] = [of('inbound-rtp', kind), of('outbound-rtp', kind)];
    const [remote, sources] = [of('remote-inbound-rtp', kind), of('media-source', kind)];
    const mimeType = [...inbound, ...outbound].map((entry) => byId.get(entry['codecId'])?.['mimeType']).find(Boolean);
    return {
      codec: typeof mimeType === 'string' ? mimeType.slice(mimeType.indexOf('/') + 1) : undefined,
      received: sum(inbound, 'packetsReceived'),
      lostIn: sum(inbound, 'packetsLost'),
      jitterIn: largest(inbound, 'jitter'),
      sent: sum(outbound, 'packetsSent'),
      lostOut: sum(remote, 'packetsLost'),
      jitterOut: largest(remote, 'jitter'),
      fractionLostOut: largest(remote, 'fractionLost'),
      energyIn: sum(inbound, 'totalAudioEnergy'),
      playedIn: sum(inbound, 'totalSamplesDuration'),
      energyOut: sum(sources, 'totalAudioEnergy'),
      heardOut: sum(sources, 'totalSamplesDuration'),
      source: text(sources[0]?.['trackIdentifier']),
    };
  };

  const pairs = of('candidate-pair');
  const pair =
    byId.get(of('transport').find((entry) => entry['selectedCandidatePairId'])?.['selectedCandidatePairId']) ??
    pairs.find((entry) => entry['selected'] === true) ??
    pairs.find((entry) => entry['nominated'] === true && entry['state'] === 'succeeded');
  const local = byId.get(pair?.['localCandidateId']);
  return {
    audio: media('audio'),
    video: media('video'),
    roundTripTime:
      largest(of('remote-inbound-rtp', 'audio'), 'roundTripTime') ?? number(pair?.['currentRoundTripTime']),
    candidateType: text(local?.['candidateType']) as RTCIceCandidateType | undefined,
    networkType: text(local?.['networkType']),
  };
}

function sum(entries: readonly Entry[], name: string): number {
  return entries.reduce((total, entry) => total + (number(entry[name]) ?? 0), 0);
}

function largest(entries: readonly Entry[], name: string): number | undefined {
  const values = entries.map((entry) => number(entry[name])).filter((value) => value !== undefined);
  return values.length > 0 ? Math.max(...values) : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
