/** Who is on the other side, as the phones are told. */

export interface Party {
  number: string;
  name: string;
}

/** The header that names the party on the line (connected-line); `none` leaves it out. */
export type ConnectedLine = 'remote-party-id' | 'asserted-identity' | 'none';

/** A display name that may hold any character, without its quotes. */
export function quoted(name: string): string {
  return name.replace(/["\\]/g, '\\$&');
}

/** draft-ietf-sip-privacy-04, as PBXs still use it, or RFC 3325. */
export function connectedLineHeaders(kind: ConnectedLine, party: Party, host: string): string[] {
  const address = `"${quoted(party.name)}" <sip:${encodeURIComponent(party.number)}@${host}>`;
  switch (kind) {
    case 'remote-party-id':
      return [`Remote-Party-ID: ${address};party=called;privacy=off;screen=no`];
    case 'asserted-identity':
      return [`P-Asserted-Identity: ${address}`];
    case 'none':
      return [];
  }
}
