import { splitList } from '../address.js';

interface Message {
  getHeaders(name: string): string[];
}

/**
 * Whether a message says that another phone took the call: `Reason: SIP;cause=200` or `Q.850;cause=26` (RFC 3326). There
 * may be several values, in one line or in many, each with its parameters in any order.
 */
export function saysElsewhere(message: Message): boolean {
  return message
    .getHeaders('reason')
    .flatMap(splitList)
    .some((value) => {
      const [, protocol = '', rest = ''] = /^\s*([^\s;]+)(.*)$/s.exec(value) ?? [];
      // A cause within the text in quotes is none.
      const cause = /;\s*cause\s*=\s*"?(\d+)/i.exec(
        rest.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => (/^"\d+"$/.test(quoted) ? quoted : '""')),
      )?.[1];
      const [name, code] = [protocol.toUpperCase(), Number(cause)];
      return (name === 'SIP' && code === 200) || (name === 'Q.850' && code === 26);
    });
}
