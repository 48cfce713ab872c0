import type { CallStats, MediaStats } from './call-stats.js';

/** The quality of one call (manual, "Report"). All are strings, `"0"` as long as there is nothing to say. */
export interface Report {
  /** When the call was placed or answered: milliseconds since 1970. */
  lksTimestamp: string;
  /** The same in local time, `YYYY-MM-DD hh:mm:ss`. */
  lksDate: string;
  callId: string;
  /** Our extension's number. */
  extension: string;
  /** `local` (the browser's own address), `public` (seen through a NAT), `turn` (over a relay). */
  iceResult: string;
  lksNetworkType: string;
  /** `web` */
  lksDeviceType: string;
  /** How long sound was played: `totalSamplesDuration`, in seconds. */
  lksDuration: string;
  lksAudioCodec: string;
  /** Packets received: `packetsReceived`. */
  lksAudioRx: string;
  /** Share of them that was lost, 0..1 with six decimals: `packetsLost / (packetsLost + packetsReceived)`. */
  lksAudioRxLost: string;
  /** Largest `jitter` so far, in milliseconds. */
  lksAudioRxMaxjitter: string;
  /** `jitter`, which is an average already (RFC 3550, section 6.4.1), in milliseconds. */
  lksAudioRxAvgjitter: string;
  /** Packets sent, and what the other side reports about them. */
  lksAudioTx: string;
  lksAudioTxLost: string;
  lksAudioTxMaxjitter: string;
  lksAudioTxAvgjitter: string;
  lksVideoCodec: string;
  lksVideoRx: string;
  lksVideoRxLost: string;
  lksVideoRxMaxjitter: string;
  lksVideoRxAvgjitter: string;
  lksVideoTx: string;
  lksVideoTxLost: string;
  lksVideoTxMaxjitter: string;
  lksVideoTxAvgjitter: string;
}

/** What a report says that no statistics know. */
export interface ReportInfo {
  readonly callId: string;
  readonly extension: string;
  /** When the call was placed or answered: milliseconds since 1970. */
  readonly startedAt: number;
}

/** What has been counted since the beginning of a call. */
export interface MediaTotals {
  codec: string | undefined;
  received: number;
  lostIn: number;
  sent: number;
  lostOut: number;
  jitterIn: number;
  maxJitterIn: number;
  jitterOut: number;
  maxJitterOut: number;
  /** Seconds. */
  played: number;
}

export interface CallTotals {
  readonly audio: Readonly<MediaTotals>;
  readonly video: Readonly<MediaTotals>;
  readonly candidateType: RTCIceCandidateType | undefined;
  readonly networkType: string | undefined;
}

const noMedia: Readonly<MediaTotals> = {
  ...{ codec: undefined, received: 0, lostIn: 0, sent: 0, lostOut: 0 },
  ...{ jitterIn: 0, maxJitterIn: 0, jitterOut: 0, maxJitterOut: 0, played: 0 },
};

export const noTotals: CallTotals = {
  audio: noMedia,
  video: noMedia,
  candidateType: undefined,
  networkType: undefined,
};

/** Adds what happened between two samples. `before` is `null` for the first one. */
export function addSample(totals: CallTotals, before: CallStats | null, now: CallStats): CallTotals {
  return {
    audio: addMedia(totals.audio, before?.audio, now.audio),
    video: addMedia(totals.video, before?.video, now.video),
    candidateType: now.candidateType ?? totals.candidateType,
    networkType: now.networkType ?? totals.networkType,
  };
}

function addMedia(totals: MediaTotals, before: MediaStats | undefined, now: MediaStats): MediaTotals {
  const jitterIn = now.jitterIn ?? totals.jitterIn;
  const jitterOut = now.jitterOut ?? totals.jitterOut;
  return {
    codec: now.codec ?? totals.codec,
    received: totals.received + growth(before?.received, now.received),
    lostIn: totals.lostIn + growth(before?.lostIn, now.lostIn),
    sent: totals.sent + growth(before?.sent, now.sent),
    lostOut: totals.lostOut + growth(before?.lostOut, now.lostOut),
    jitterIn,
    maxJitterIn: Math.max(totals.maxJitterIn, jitterIn),
    jitterOut,
    maxJitterOut: Math.max(totals.maxJitterOut, jitterOut),
    played: totals.played + growth(before?.playedIn, now.playedIn),
  };
}

/** A counter that is smaller than before began again: the other side sends a new stream after a re-INVITE. */
export function growth(before = 0, now: number): number {
  return Math.max(0, now >= before ? now - before : now);
}

export function makeReport({ callId, extension, startedAt }: ReportInfo, totals: CallTotals): Report {
  const { audio, video, candidateType, networkType } = totals;
  return {
    lksTimestamp: String(startedAt),
    lksDate: reportDate(startedAt),
    callId,
    extension,
    iceResult: iceResult(candidateType),
    lksNetworkType: networkType ?? '0',
    lksDeviceType: 'web',
    lksDuration: decimal(audio.played),
    lksAudioCodec: audio.codec ?? '0',
    lksAudioRx: String(audio.received),
    lksAudioRxLost: lossRatio(audio.lostIn, audio.received),
    lksAudioRxMaxjitter: decimal(audio.maxJitterIn * 1000),
    lksAudioRxAvgjitter: decimal(audio.jitterIn * 1000),
    lksAudioTx: String(audio.sent),
    lksAudioTxLost: lossRatio(audio.lostOut, audio.sent - audio.lostOut),
    lksAudioTxMaxjitter: decimal(audio.maxJitterOut * 1000),
    lksAudioTxAvgjitter: decimal(audio.jitterOut * 1000),
    lksVideoCodec: video.codec ?? '0',
    lksVideoRx: String(video.received),
    lksVideoRxLost: lossRatio(video.lostIn, video.received),
    lksVideoRxMaxjitter: decimal(video.maxJitterIn * 1000),
    lksVideoRxAvgjitter: decimal(video.jitterIn * 1000),
    lksVideoTx: String(video.sent),
    lksVideoTxLost: lossRatio(video.lostOut, video.sent - video.lostOut),
    lksVideoTxMaxjitter: decimal(video.maxJitterOut * 1000),
    lksVideoTxAvgjitter: decimal(video.jitterOut * 1000),
  };
}

/** The manual's words for the candidate that the call runs over. */
export function iceResult(type: RTCIceCandidateType | undefined): string {
  if (type === undefined) return '0';
  if (type === 'host') return 'local';
  return type === 'relay' ? 'turn' : 'public';
}

/** `lost / (lost + received)` with six decimals; `"0"` before anything was to come. */
export function lossRatio(lost: number, received: number): string {
  const expected = lost + Math.max(0, received);
  return expected > 0 ? (lost / expected).toFixed(6) : '0';
}

/** Local time, `YYYY-MM-DD hh:mm:ss`. */
export function reportDate(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

/** Three decimals at most: more is noise. */
function decimal(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
