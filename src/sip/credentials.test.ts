import { expect } from 'chai';
import type { OutgoingRequestMessage } from 'sip.js/lib/core/messages/outgoing-request-message.js';
import { URI } from 'sip.js/lib/grammar/uri.js';
import type { Challenge } from './challenge.js';
import { Credentials } from './credentials.js';
import { md5 } from './md5.js';

const challenge: Challenge = {
  realm: 'YSAsterisk',
  nonce: 'n1',
  opaque: 'o"p',
  algorithm: 'MD5',
  stale: false,
  qop: ['auth', 'auth-int'],
};
const ha1 = md5('1000:YSAsterisk:secret');
const request = { method: 'REGISTER', ruri: new URI('sip', undefined as never, 'pbx') } as OutgoingRequestMessage;
const field = (credentials: Credentials, name: string) =>
  new RegExp(`\\b${name}="?([^",]*)`).exec(credentials.toString())?.[1] ?? '';

describe('digest credentials', () => {
  it('answer with the quality of protection that is asked for', () => {
    const credentials = new Credentials('1000', ha1, null);
    expect(credentials.authenticate(request, challenge)).to.equal(true);
    const own = field(credentials, 'cnonce');
    const ha2 = md5('REGISTER:sip:pbx');
    expect(field(credentials, 'response')).to.equal(md5(`${ha1}:n1:00000001:${own}:auth:${ha2}`));
    expect(credentials.toString()).to.match(/^Digest algorithm=MD5, username="1000", realm="YSAsterisk", /);
    expect(credentials.toString()).to.contain('opaque="o"p"');
    expect(credentials.toString()).not.to.contain(ha1);
  });

  it('answer without it as RFC 2069 does', () => {
    const credentials = new Credentials('1000', ha1, null);
    credentials.authenticate(request, { ...challenge, qop: undefined });
    expect(field(credentials, 'response')).to.equal(md5(`${ha1}:n1:${md5('REGISTER:sip:pbx')}`));
    expect(credentials.toString()).not.to.match(/cnonce|qop|\bnc=/);
  });

  it('count the uses of each nonce', () => {
    const credentials = new Credentials('1000', ha1, null);
    const counts = ['n1', 'n1', 'n2', 'n2', 'n2'].map((nonce) => {
      credentials.authenticate(request, { ...challenge, nonce });
      return field(credentials, 'nc');
    });
    expect(counts).to.deep.equal(['00000001', '00000002', '00000001', '00000002', '00000003']);
  });

  it('refuse a protection that they do not have', () => {
    expect(new Credentials('1000', ha1, null).authenticate(request, { ...challenge, qop: ['auth-int'] })).to.equal(
      false,
    );
  });
});
