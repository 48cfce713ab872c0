/** The codecs that the PBX has, as werift and RTP want them. */
import { RTCRtpCodecParameters } from 'werift';
import type { G711 } from './g711.js';

export type AudioCodec = 'opus' | G711;

/** RTP packets of sound are this long. */
export const FRAME_MILLISECONDS = 20;

/** Ticks of an RTP timestamp in a second (RFC 7587 section 4.1, RFC 3551 section 4.5.14). */
export const clockRateOf = (codec: AudioCodec): number => AUDIO[codec].clockRate;

/** Names of codecs differ in their letters' case only by accident (RFC 8866 section 6.6). */
export const nameOf = ({ name }: { name: string }): string => name.toLowerCase();

/** What a codec of a description is to us; undefined when it carries no sound, such as keys and pictures. */
export function audioCodecOf(codec: RTCRtpCodecParameters): AudioCodec | undefined {
  const known: readonly AudioCodec[] = ['opus', 'PCMU', 'PCMA'];
  return known.find((name) => nameOf({ name }) === nameOf(codec));
}

const AUDIO = {
  opus: { mimeType: 'audio/opus', clockRate: 48_000, channels: 2, parameters: 'minptime=10;useinbandfec=1' },
  PCMU: { mimeType: 'audio/PCMU', clockRate: 8_000, payloadType: 0 },
  PCMA: { mimeType: 'audio/PCMA', clockRate: 8_000, payloadType: 8 },
} as const;

/** New objects for each connection: werift writes the negotiated payload types into them. */
export function audioCodecs(names: readonly AudioCodec[], telephoneEvent: boolean): RTCRtpCodecParameters[] {
  const event = (clockRate: number) =>
    new RTCRtpCodecParameters({ mimeType: 'audio/telephone-event', clockRate, parameters: '0-16' });
  return [
    ...names.map((name) => new RTCRtpCodecParameters(AUDIO[name])),
    ...(telephoneEvent ? [event(48_000), event(8_000)] : []),
  ];
}

/** With payload types of their own: werift numbers only those that it was given at first. */
export function videoCodecs(): RTCRtpCodecParameters[] {
  const rtcpFeedback = [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }];
  return [
    new RTCRtpCodecParameters({ mimeType: 'video/VP8', clockRate: 90_000, payloadType: 102, rtcpFeedback }),
    new RTCRtpCodecParameters({
      mimeType: 'video/H264',
      clockRate: 90_000,
      payloadType: 103,
      rtcpFeedback,
      parameters: 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
    }),
  ];
}
