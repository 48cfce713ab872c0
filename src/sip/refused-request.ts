/** Header fields of which a request has one, with their compact forms (RFC 3261 section 20). */
const single = ['From|f', 'To|t', 'Call-ID|i', 'CSeq', 'Max-Forwards', 'Content-Length|l'];

/**
 * The response to a request that must be refused, and that sip.js would take or throw at (RFC 3261 section 8.2, RFC 4475);
 * `null` for all others. `isReadable`: what the request needs to be answered could be read.
 */
export function refusalOf(text: string, isReadable: boolean): string | null {
  const [head = '', ...parts] = text.split('\r\n\r\n');
  const body = parts.join('\r\n\r\n');
  // A line that begins with white space continues the one before.
  const [start = '', ...lines] = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const [, method, scheme = '', version] = /^(\S+) ([\w+.-]+):\S* SIP\/(\S+)$/.exec(start) ?? [];
  const all = (names: string) => lines.filter((line) => new RegExp(`^(${names})[ \t]*:`, 'i').test(line));
  const [from, to, callId, cseq] = single.map((names) => all(names)[0]);
  // No request, or one to which there is no response.
  if (!method || method === 'ACK' || !from || !to || !callId || !cseq) return null;
  const invites = method === 'INVITE';
  const isOutOfOrder =
    !isReadable ||
    isCutOff(body, all('Content-Length|l')[0]) ||
    single.some((names) => all(names).length > 1) ||
    !cseq.trim().endsWith(` ${method}`) ||
    // It would ring, and could not be answered.
    (invites && all('Contact|m').length === 0);
  const status =
    version !== '2.0'
      ? '505 Version Not Supported'
      : scheme.toLowerCase() !== 'sip'
        ? '416 Unsupported URI Scheme'
        : isOutOfOrder
          ? '400 Bad Request'
          : invites && body && !all('Content-Type|c').some((line) => /application\/sdp|multipart\//i.test(line))
            ? '415 Unsupported Media Type'
            : null;
  if (status === null) return null;
  const tag = /;\s*tag\s*=/i.test(to) ? '' : `;tag=${Math.random().toString(36).slice(2)}`;
  const copied = [...all('Via|v'), from, to + tag, callId, cseq];
  return [`SIP/2.0 ${status}`, ...copied, 'Accept: application/sdp', 'Content-Length: 0', '', ''].join('\r\n');
}

/** The body is shorter than the message says (section 18.3), or the length is no number. */
function isCutOff(body: string, line: string | undefined): boolean {
  if (line === undefined) return false;
  const length = /:\s*(\d+)\s*$/.exec(line)?.[1];
  return length === undefined || new TextEncoder().encode(body).length < Number(length);
}
