import { sdpBody, type SdpForm } from './sdp-forms.js';
import { summarize } from './sip-log.js';

/** What becomes of the next messages of one kind that the PBX sends to an extension's phones. */
export interface Alteration {
  /** As `sip-log` names it: `INVITE`, `200 INVITE`, `ACK`. */
  message: string;
  times: number;
  /** Header lines that are added. */
  headers: readonly string[];
  /** Header lines that take the place of all of the same name. `From` and `To` keep their tag. */
  replace: readonly string[];
  sdp: readonly SdpForm[];
  /** The message is not sent at all. */
  isLost: boolean;
}

/** The alterations that a test asked for. They are made last, in the text: sip.js would not send some of them. */
export class AlteredMessages {
  readonly #alterations = new Map<string, Alteration>();

  set(extension: string, alteration: Alteration): void {
    const key = `${extension} ${alteration.message}`;
    if (alteration.times > 0) this.#alterations.set(key, { ...alteration });
    else this.#alterations.delete(key);
  }

  /** The text that is sent in place of this one; undefined when nothing is. */
  altered(extension: string, text: string): string | undefined {
    const key = `${extension} ${summarize(text)}`;
    const alteration = this.#alterations.get(key);
    if (!alteration) return text;
    alteration.times -= 1;
    if (alteration.times === 0) this.#alterations.delete(key);
    return alteration.isLost ? undefined : alter(text, alteration);
  }
}

const nameOf = (line: string): string => line.slice(0, line.indexOf(':')).trim().toLowerCase();
const tagOf = (line: string): string => /;\s*tag=[^;\s]+/i.exec(line.slice(line.lastIndexOf('>') + 1))?.[0] ?? '';

function alter(text: string, { headers, replace, sdp }: Alteration): string {
  const end = text.indexOf('\r\n\r\n');
  const [start = '', ...lines] = text.slice(0, end).split('\r\n');
  let body = text.slice(end + 4);
  const replaced = replace.map((line) => {
    const old = lines.find((other) => nameOf(other) === nameOf(line)) ?? '';
    return tagOf(line) === '' ? line + tagOf(old) : line;
  });
  if (sdp.length > 0 && body !== '') {
    const { contentType, contentDisposition, content } = sdpBody(body, sdp);
    replaced.push(`Content-Type: ${contentType}`, `Content-Disposition: ${contentDisposition}`);
    body = content;
  }
  replaced.push(`Content-Length: ${new TextEncoder().encode(body).length}`);
  const names = replaced.map(nameOf);
  const kept = lines.filter((line) => !names.includes(nameOf(line)));
  return [start, ...kept, ...headers, ...replaced, '', body].join('\r\n');
}
