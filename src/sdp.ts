/** What we must know of a session description (RFC 8866) before the browser has read it. */

/** The direction of a media section (RFC 8866 section 6.7); `absent` when the section says none. */
export type OfferedDirection = RTCRtpTransceiverDirection | 'absent';

/** The description's parts: what concerns all of it, then each media section. */
const sectionsOf = (sdp: string): string[] => sdp.split(/\r?\n(?=m=)/);

const sectionOf = (sdp: string, kind: 'audio' | 'video'): string | undefined =>
  sectionsOf(sdp).find((section) => section.startsWith(`m=${kind} `));

/** Refused or taken away (RFC 3264 section 6). */
const isRefused = (section: string): boolean => /^m=\w+ 0[ /]/.test(section);

/** A video section that is neither refused (port 0) nor inactive (RFC 8866). */
export function offersVideo(sdp: string): boolean {
  const section = sectionOf(sdp, 'video');
  return section !== undefined && !isRefused(section) && !/^a=inactive\s*$/m.test(section);
}

/** The direction of the audio section, or of the session where the section says none. */
export function offeredDirection(sdp: string): OfferedDirection {
  const audio = sectionOf(sdp, 'audio') ?? '';
  const direction = /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m;
  const found = direction.exec(audio) ?? direction.exec(sectionsOf(sdp)[0] ?? '');
  return (found?.[1] as OfferedDirection | undefined) ?? 'absent';
}

/** Payload types that have a meaning without `a=rtpmap` (RFC 3551 section 6), as far as a browser knows one of them. */
const staticFormats: Readonly<Record<string, string>> = {
  0: 'PCMU/8000',
  8: 'PCMA/8000',
  9: 'G722/8000',
  13: 'CN/8000',
};

/** They go along with a codec and carry no speech. */
const isHelper = (codec: string): boolean => /^(?:telephone-event|CN|red|ulpfec|flexfec-03|rtx)$/i.test(codec);

/** The names of the codecs that this browser decodes; `null` when it does not tell. */
function browserCodecs(): string[] | null {
  const codecs = globalThis.RTCRtpReceiver?.getCapabilities('audio')?.codecs;
  return codecs?.map(({ mimeType }) => mimeType.replace(/^audio\//i, '')) ?? null;
}

const formatsOf = (section: string): string[] => /^m=\w+ \S+ \S+ (.*)$/m.exec(section)?.[1]?.trim().split(/\s+/) ?? [];

function codecOf(section: string, format: string): string {
  const mapped = new RegExp(`^a=rtpmap:${format} (\\S+)`, 'm').exec(section)?.[1];
  return (mapped ?? staticFormats[format] ?? '').split('/', 1)[0] ?? '';
}

/** Whether the description has sound that can be decoded here: a section that is not refused, with a codec that is known. */
export function hasUsableAudio(sdp: string, known = browserCodecs()): boolean {
  const section = sectionOf(sdp, 'audio');
  if (section === undefined || isRefused(section)) return false;
  const codecs = formatsOf(section)
    .map((format) => codecOf(section, format))
    .filter((codec) => codec !== '' && !isHelper(codec));
  if (known === null) return codecs.length > 0;
  return codecs.some((codec) => known.some((name) => name.toLowerCase() === codec.toLowerCase()));
}
