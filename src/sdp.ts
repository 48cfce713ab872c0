/** What we must know of a session description (RFC 8866) before the browser has read it. */

/** The direction of a media section (RFC 8866 section 6.7); `absent` when the section says none. */
export type OfferedDirection = RTCRtpTransceiverDirection | 'absent';

/** A video section that is neither refused (port 0) nor inactive (RFC 8866). */
export function offersVideo(sdp: string): boolean {
  const section = sdp.split(/\r?\n(?=m=)/).find((part) => part.startsWith('m=video'));
  return section !== undefined && !section.startsWith('m=video 0 ') && !/^a=inactive\s*$/m.test(section);
}

/** The direction of the audio section, or of the session where the section says none. */
export function offeredDirection(sdp: string): OfferedDirection {
  const sections = sdp.split(/\r?\n(?=m=)/);
  const audio = sections.find((section) => section.startsWith('m=audio')) ?? '';
  const direction = /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m;
  const found = direction.exec(audio) ?? direction.exec(sections[0] ?? '');
  return (found?.[1] as OfferedDirection | undefined) ?? 'absent';
}
