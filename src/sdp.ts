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

/** Payload types of audio that have a meaning without `a=rtpmap` (RFC 3551 section 6). */
const staticFormats: Readonly<Record<string, string>> = {
  0: 'PCMU/8000',
  3: 'GSM/8000',
  4: 'G723/8000',
  5: 'DVI4/8000',
  6: 'DVI4/16000',
  7: 'LPC/8000',
  8: 'PCMA/8000',
  9: 'G722/8000',
  10: 'L16/44100',
  11: 'L16/44100',
  12: 'QCELP/8000',
  13: 'CN/8000',
  14: 'MPA/90000',
  15: 'G728/8000',
  16: 'DVI4/11025',
  17: 'DVI4/22050',
  18: 'G729/8000',
};

/** They go along with a codec and carry no speech. */
const isHelper = (codec: string): boolean => /^(?:telephone-event|CN|red|ulpfec|flexfec-03|rtx)$/i.test(codec);

/** The names of the codecs that this browser decodes; `null` when it does not tell. */
function browserCodecs(): string[] | null {
  try {
    const codecs = RTCRtpReceiver.getCapabilities('audio')?.codecs;
    return codecs?.map(({ mimeType }) => mimeType.replace(/^audio\//i, '')) ?? null;
  } catch {
    return null;
  }
}

const formatsOf = (section: string): string[] => /^m=\w+ \S+ \S+ (.*)$/m.exec(section)?.[1]?.trim().split(/\s+/) ?? [];

function codecOf(section: string, format: string): string {
  const mapped = new RegExp(`^a=rtpmap:${format} (\\S+)`, 'm').exec(section)?.[1];
  return (mapped ?? staticFormats[format] ?? '').split('/', 1)[0] ?? '';
}

/**
 * Whether a browser refuses the whole description for this format: a payload type that RTCP needs when both share a port
 * (RFC 5761 section 4), or a static one under another name than RFC 3551 gives it.
 */
function isRefusedFormat(section: string, format: string): boolean {
  const type = Number(format);
  if (type >= 64 && type <= 95) return true;
  const mapped = new RegExp(`^a=rtpmap:${format} ([^/\\s]+/\\d+)`, 'm').exec(section)?.[1]?.toLowerCase();
  return (
    section.startsWith('m=audio') &&
    type <= 18 &&
    mapped !== undefined &&
    mapped !== staticFormats[format]?.toLowerCase()
  );
}

/**
 * The description in a form that browsers take: without empty lines, with the last line's end, and without formats for which
 * they would refuse all of it. A section that has only such formats stays as it is.
 */
export function tidySdp(sdp: string): string {
  const lines = sdp.split(/\r?\n|\r/).filter((line) => line.trim() !== '');
  return sectionsOf(`${lines.join('\r\n')}\r\n`)
    .map(withoutRefusedFormats)
    .join('\r\n');
}

function withoutRefusedFormats(section: string): string {
  const formats = formatsOf(section);
  const kept = formats.filter((format) => !isRefusedFormat(section, format));
  if (kept.length === formats.length || kept.length === 0) return section;
  const dropped = formats.filter((format) => !kept.includes(format)).join('|');
  return section
    .replace(/^(m=\w+ \S+ \S+) .*$/m, `$1 ${kept.join(' ')}`)
    .replace(new RegExp(`^a=(?:rtpmap|fmtp|rtcp-fb):(?:${dropped}) .*\\r?\\n?`, 'gm'), '');
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
