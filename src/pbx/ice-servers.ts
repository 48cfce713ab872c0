import { numberOf, textOf, type Answer } from './answer-fields.js';

/** Default port of the PBX's STUN service. */
const stunPort = 11009;

/** What tells a browser its address: the PBX's own STUN service, where it has one. `global` as in `getpersonalglobal`. */
export function iceServers(cloud: boolean, global: Answer): RTCIceServer[] {
  const natDomain = numberOf(global, 'enable_nat_fqdn') === 1 ? textOf(global, 'fqdn_domain') : '';
  const domain = (cloud ? textOf(global, 'cloud_domain') : natDomain).trim().toLowerCase();
  // What is no host name would make every RTCPeerConnection throw.
  if (!/^[\w.-]+$|^\[[\da-f:.]+\]$/.test(domain)) return [];
  return [{ urls: `stun:${domain}:${numberOf(global, 'turn_port') || stunPort}` }];
}
