import { expect } from 'chai';
import type { Answer } from './answer-fields.js';
import { iceServers } from './ice-servers.js';

describe('ICE servers of a PBX', () => {
  const nat = { enable_nat_fqdn: 1, fqdn_domain: 'PBX.Example.COM', turn_port: 11009 };
  const table: [what: string, cloud: boolean, global: Answer, url: string | null][] = [
    ['behind NAT, in lower case', false, nat, 'stun:pbx.example.com:11009'],
    ['numbers as text', false, { ...nat, enable_nat_fqdn: '1', turn_port: '3478' }, 'stun:pbx.example.com:3478'],
    ['without a port', false, { ...nat, turn_port: undefined }, 'stun:pbx.example.com:11009'],
    ['switched off', false, { ...nat, enable_nat_fqdn: 0 }, null],
    ['without a domain', false, { ...nat, fqdn_domain: '' }, null],
    ['a cloud PBX', true, { ...nat, cloud_domain: 'C.Example.com' }, 'stun:c.example.com:11009'],
    ['a cloud PBX without a domain', true, nat, null],
    ['an IPv6 address', false, { ...nat, fqdn_domain: '[2001:db8::1]' }, 'stun:[2001:db8::1]:11009'],
    ['what is no host name', false, { ...nat, fqdn_domain: 'a b?transport=tcp' }, null],
    ['nothing', false, {}, null],
  ];
  for (const [what, cloud, global, url] of table) {
    it(what, () => {
      const servers = iceServers(cloud, global);
      expect(servers).to.deep.equal(url === null ? [] : [{ urls: url }]);
      // The browser takes them.
      new RTCPeerConnection({ iceServers: servers }).close();
    });
  }
});
