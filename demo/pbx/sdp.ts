/** The few facts of a session description (RFC 8866) that the call control needs, and repairs for werift. */

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export type VideoCodec = 'VP8' | 'H264';

/** What a description says about video: absent when it has none that could be used. */
export interface VideoWish {
  direction: Direction;
  codec: VideoCodec;
}

interface Section {
  kind: string;
  port: number;
  lines: string[];
}

const DIRECTION = /^a=(sendrecv|sendonly|recvonly|inactive)$/;

function split(sdp: string): { session: string[]; sections: Section[] } {
  const session: string[] = [];
  const sections: Section[] = [];
  for (const line of sdp.split(/\r?\n/).filter((entry) => entry !== '')) {
    const media = /^m=(\w+) (\d+)/.exec(line);
    if (media) sections.push({ kind: media[1] ?? '', port: Number(media[2]), lines: [line] });
    else (sections.at(-1)?.lines ?? session).push(line);
  }
  return { session, sections };
}

function join({ session, sections }: { session: string[]; sections: Section[] }): string {
  return [...session, ...sections.flatMap(({ lines }) => lines), ''].join('\r\n');
}

function directionIn(lines: readonly string[]): Direction | undefined {
  for (const line of lines) {
    const match = DIRECTION.exec(line);
    if (match) return match[1] as Direction;
  }
  return undefined;
}

/** The direction of the first section of audio, seen from whoever wrote the description; RFC 8866 section 6.7. */
export function audioDirection(sdp: string): Direction {
  const { session, sections } = split(sdp);
  const audio = sections.find(({ kind }) => kind === 'audio');
  return directionIn(audio?.lines ?? []) ?? directionIn(session) ?? 'sendrecv';
}

/** The video that whoever wrote this description would send or take; undefined when there is none that we can pass on. */
export function videoWish(sdp: string): VideoWish | undefined {
  const { session, sections } = split(sdp);
  const video = sections.find(({ kind, port }) => kind === 'video' && port !== 0);
  if (!video) return undefined;
  const direction = directionIn(video.lines) ?? directionIn(session) ?? 'sendrecv';
  const codec = videoCodec(video);
  return codec && direction !== 'inactive' ? { direction, codec } : undefined;
}

/** Whether there is a section of video that we can pass on, if only one that is held. */
export function hasVideoSection(sdp: string): boolean {
  return split(sdp).sections.some((section) => section.kind === 'video' && section.port !== 0 && videoCodec(section));
}

function videoCodec(section: Section): VideoCodec | undefined {
  const has = (codec: string): boolean =>
    section.lines.some((line) => new RegExp(`^a=rtpmap:\\d+ ${codec}/`, 'i').test(line));
  return has('VP8') ? 'VP8' : has('H264') ? 'H264' : undefined;
}

/**
 * werift refuses a whole description when one section has no codec that it knows, also a section that is refused or of no
 * use. Such a section gets one, and the direction `inactive`.
 */
export function tolerable(sdp: string): string {
  const { session, sections } = split(sdp);
  for (const section of sections) {
    if (section.kind !== 'video' || (section.port !== 0 && videoCodec(section))) continue;
    const kept = section.lines.slice(1).filter((line) => !/^a=(rtpmap|fmtp|rtcp-fb|ssrc|ssrc-group|msid)\b/.test(line));
    section.lines = [
      'm=video 9 UDP/TLS/RTP/SAVPF 96',
      ...kept.filter((line) => !DIRECTION.test(line)),
      'a=rtpmap:96 VP8/90000',
      'a=inactive',
    ];
  }
  return join({ session, sections });
}

/**
 * werift's description as a phone should see it: with the addresses that we listen on only, with a port for audio that is
 * held (werift gives it 0, which would end it for good), with the choice of the DTLS role left to the phone in every offer
 * (RFC 8842 section 5.2), with port 0, outside of the bundle, for video that we refuse, and with `a=ice-lite` for the whole
 * session (RFC 8839 section 5.3): Firefox ignores it in a section, leaves the checks of a call that we began to us, and hears nothing.
 */
export function presentable({ type, sdp }: { type: string; sdp: string }, address: string, hasVideo: boolean): string {
  const { session, sections } = split(sdp);
  const refused: string[] = [];
  if (/^a=ice-lite\r?$/m.test(sdp) && !session.includes('a=ice-lite')) session.push('a=ice-lite');
  for (const section of sections) {
    const isRefused = section.kind === 'video' && !hasVideo;
    section.lines[0] = (section.lines[0] ?? '').replace(/^(m=\w+) \d+/, `$1 ${isRefused ? 0 : 9}`);
    section.lines = section.lines.filter(
      (line) => line !== 'a=ice-lite' && (!line.startsWith('a=candidate:') || line.includes(` ${address} `)),
    );
    if (type === 'offer') section.lines = section.lines.map((line) => line.replace(/^a=setup:.*/, 'a=setup:actpass'));
    if (isRefused) refused.push(...section.lines.flatMap((line) => /^a=mid:(.*)$/.exec(line)?.[1] ?? []));
  }
  const bundled = session.map((line) =>
    line.startsWith('a=group:BUNDLE ')
      ? `a=group:BUNDLE ${line
          .slice('a=group:BUNDLE '.length)
          .split(' ')
          .filter((mid) => !refused.includes(mid))
          .join(' ')}`
      : line,
  );
  return join({ session: bundled, sections });
}
