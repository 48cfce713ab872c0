/** What a SIP message carries (RFC 3261 section 7.4). */
export interface MessageBody {
  /** Lower case, without parameters; empty when there is no body. */
  readonly type: string;
  readonly text: string;
}

export const sdpType = 'application/sdp';

/**
 * The part of a body that matters: of several parts (`multipart/mixed`, RFC 2046 section 5.1) the session description, else
 * the first. A session description gets the last line end that some senders leave out (RFC 8866 section 9).
 */
export function readBody(contentType: string, text: string): MessageBody {
  if (text.trim() === '') return { type: '', text: '' };
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type.startsWith('multipart/')) {
    const parts = readParts(contentType, text);
    const part = parts.find((each) => each.type === sdpType) ?? parts[0];
    return part ?? { type: '', text: '' };
  }
  return { type, text: type === sdpType && !text.endsWith('\n') ? `${text}\r\n` : text };
}

function readParts(contentType: string, text: string): MessageBody[] {
  const [, quoted, bare] = /;\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) return [];
  return `\r\n${text}`
    .split(`\n--${boundary}`)
    .slice(1)
    .filter((part) => !part.startsWith('--'))
    .map((part) => {
      const [head = '', ...rest] = part.split(/\r?\n\r?\n/);
      const type = /^content-type[ \t]*:(.*)$/im.exec(head)?.[1]?.trim() ?? 'text/plain';
      return readBody(type, rest.join('\r\n\r\n').replace(/\r$/, ''));
    });
}
