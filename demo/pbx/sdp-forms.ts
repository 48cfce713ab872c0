/** Session descriptions in the forms in which other PBXs send them, right or wrong, for tests of a phone. */
import type { Body } from 'sip.js/lib/core/index.js';

/**
 * - `no-bundle`: without `a=group:BUNDLE`
 * - `no-direction`: without `a=sendrecv` and its like, which means `sendrecv` (RFC 8866 section 6.7)
 * - `no-last-line-end`: the last line has no CRLF
 * - `no-audio`: `m=audio 0`, a refused section
 * - `unknown-codecs`: only codecs of audio that no browser has
 * - `static-types`: the payload types 0, 8, 9, 18 and 101, of which only the last is explained; use it with
 *   `codecs: ['PCMU', 'PCMA']` where it changes an answer
 * - `multipart`: one part of a `multipart/mixed` body (RFC 5621)
 */
export const SDP_FORMS = [
  'no-bundle',
  'no-direction',
  'no-last-line-end',
  'no-audio',
  'unknown-codecs',
  'static-types',
  'multipart',
] as const;
export type SdpForm = (typeof SDP_FORMS)[number];

/** Whether a phone's answer to an offer in these forms says nothing that the PBX could use. */
export const isUseless = (forms: readonly SdpForm[]): boolean =>
  forms.includes('no-audio') || forms.includes('unknown-codecs');

const BOUNDARY = 'part-of-the-development-pbx';

/** The body that carries a description in these forms. */
export function sdpBody(sdp: string, forms: readonly SdpForm[] = []): Body {
  const content = forms.reduce((text, form) => CHANGES[form](text), sdp);
  if (!forms.includes('multipart')) return { contentDisposition: 'session', contentType: 'application/sdp', content };
  const parts = [
    'Content-Type: text/plain\r\n\r\nA part that a phone may ignore.',
    `Content-Type: application/sdp\r\nContent-Disposition: session\r\n\r\n${content}`,
  ];
  return {
    contentDisposition: 'session;handling=required',
    contentType: `multipart/mixed;boundary="${BOUNDARY}"`,
    content: [...parts.map((part) => `--${BOUNDARY}\r\n${part}\r\n`), `--${BOUNDARY}--\r\n`].join(''),
  };
}

const CHANGES: Readonly<Record<SdpForm, (sdp: string) => string>> = {
  'no-bundle': (sdp) => sdp.replace(/^a=group:BUNDLE.*\r?\n/gm, ''),
  'no-direction': (sdp) => sdp.replace(/^a=(?:sendrecv|sendonly|recvonly|inactive)\r?\n/gm, ''),
  'no-last-line-end': (sdp) => sdp.replace(/[\r\n]+$/, ''),
  'no-audio': (sdp) => sdp.replace(/^m=audio \d+/m, 'm=audio 0'),
  'unknown-codecs': (sdp) => withCodecs(sdp, '96 97', ['a=rtpmap:96 AMR-WB/16000', 'a=rtpmap:97 SPEEX/8000']),
  'static-types': (sdp) => withCodecs(sdp, '0 8 9 18 101', ['a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-16']),
  multipart: (sdp) => sdp,
};

/** Gives the section of audio other codecs. */
function withCodecs(sdp: string, types: string, lines: readonly string[]): string {
  return sdp.replace(/^m=audio [^]*?(?=^m=|(?![^]))/m, (section) => {
    const [first = '', ...others] = section.split(/\r?\n/).filter((line) => line !== '');
    const start = first.replace(/^(m=audio \d+ \S+).*/, `$1 ${types}`);
    return [start, ...others.filter((line) => !/^a=(?:rtpmap|fmtp|rtcp-fb):/.test(line)), ...lines, ''].join('\r\n');
  });
}
