import { expect } from 'chai';
import { IncomingRequestMessage } from 'sip.js/lib/core/messages/incoming-request-message.js';
import { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import { readMessage } from './message.js';

const headers = [
  'Via: SIP/2.0/WSS 192.0.2.1:5061;branch=z9hG4bK1;received=192.0.2.1',
  'From: "Bob" <sip:1001@pbx>;tag=1',
  'To: <sip:1000@pbx>;tag=2',
  'Call-ID: call@pbx',
  'CSeq: 7 INVITE',
  'Contact: <sip:1001@pbx;ob>',
];

function text(start: string, lines = headers, body = '', type = 'application/sdp'): string {
  const content = body ? [`Content-Type: ${type}`, `Content-Length: ${new TextEncoder().encode(body).length}`] : [];
  return [start, ...lines, ...content, '', body].join('\r\n');
}

const replaced = (start: string, line: string) => headers.map((each) => (each.startsWith(start) ? line : each));

describe('a SIP message', () => {
  it('a request', () => {
    const message = readMessage(text('INVITE sip:1000@pbx;webclient SIP/2.0', headers, 'v=0\r\n'));
    expect(message).to.be.instanceOf(IncomingRequestMessage);
    expect(message).to.include({
      method: 'INVITE',
      callId: 'call@pbx',
      cseq: 7,
      fromTag: '1',
      toTag: '2',
      viaBranch: 'z9hG4bK1',
    });
    expect((message as IncomingRequestMessage).ruri?.toString()).to.equal('sip:1000@pbx;webclient');
    expect(message?.from.displayName).to.equal('Bob');
    expect(message?.body).to.equal('v=0\r\n');
    expect(message?.parseHeader('contact')).to.have.nested.property('uri.user', '1001');
  });

  it('a response', () => {
    const message = readMessage(text('SIP/2.0 183 Session Progress'));
    expect(message).to.be.instanceOf(IncomingResponseMessage);
    expect(message).to.include({ statusCode: 183, reasonPhrase: 'Session Progress', method: 'INVITE' });
  });

  it('compact names, continued lines, line ends without CR, values in one line or several', () => {
    const lines = [
      'v: SIP/2.0/WS a;branch=z9hG4bK2, SIP/2.0/WS b;branch=z9hG4bK3',
      'f: <sip:1001@pbx>',
      ' ;tag=1',
      't : <sip:1000@pbx>',
      'i: x',
      'CSeq: 1 OPTIONS',
      'Record-Route: <sip:a;lr>, <sip:b;lr>',
      'Record-Route: <sip:c;lr>',
    ];
    const message = readMessage(['OPTIONS sip:1000@pbx SIP/2.0', ...lines, '', ''].join('\n'));
    expect(message?.viaBranch).to.equal('z9hG4bK2');
    expect(message?.getHeaders('via').length).to.equal(2);
    expect(message?.fromTag).to.equal('1');
    expect(message?.getHeaders('record-route')).to.deep.equal(['<sip:a;lr>', '<sip:b;lr>', '<sip:c;lr>']);
  });

  describe('one header that cannot be read leaves the rest', () => {
    const unreadable: [line: string, status: string][] = [
      ['Record-Route: nonsense', 'INVITE sip:1000@pbx SIP/2.0'],
      ['Subject: "never closed', 'INVITE sip:1000@pbx SIP/2.0'],
      ['Content-Disposition: ???', 'INVITE sip:1000@pbx SIP/2.0'],
      ['Date: not today', 'INVITE sip:1000@pbx SIP/2.0'],
      ['P-Asserted-Identity: <<sip:a@b>>', 'INVITE sip:1000@pbx SIP/2.0'],
      ['X-\u00e9: \u0000', 'INVITE sip:1000@pbx SIP/2.0'],
      ['a line without a colon', 'INVITE sip:1000@pbx SIP/2.0'],
      ['WWW-Authenticate: Negotiate', 'SIP/2.0 401 Unauthorized'],
      ['Contact: *', 'SIP/2.0 200 OK'],
      ['Contact: ???', 'SIP/2.0 200 OK'],
      ['Refer-To: %', 'SIP/2.0 200 OK'],
    ];
    for (const [line, start] of unreadable) {
      it(`${line} (${start})`, () => {
        const message = readMessage(text(start, [...headers, line]));
        expect(message?.callId).to.equal('call@pbx');
        expect(message?.parseHeader('contact')).to.have.nested.property('uri.user', '1001');
      });
    }

    it('of several bindings the one that can be read counts', () => {
      const lines = [
        'Contact: <sip:1000@under_score.example;x=%>;expires=60, Zoë <sip:1000@b>',
        'Contact: ???',
        'Contact: <sip:1000@pbx;webclient>;expires=1800',
      ];
      const message = readMessage(text('SIP/2.0 200 OK', [...headers.slice(0, -1), ...lines]));
      const expires = [0, 1, 2].map((index) => {
        const binding = message?.parseHeader('contact', index) as { getParam(name: string): string } | undefined;
        return binding?.getParam('expires');
      });
      expect(expires).to.deep.equal(['60', undefined, '1800']);
    });

    it('of several challenges the one that can be answered counts', () => {
      const challenges = [
        'WWW-Authenticate: Digest realm="x",nonce="1",algorithm=SHA-256',
        'WWW-Authenticate: Digest realm="x",nonce="2",algorithm=MD5',
      ];
      for (const lines of [challenges, [...challenges].reverse()]) {
        const message = readMessage(text('SIP/2.0 401 Unauthorized', [...headers, ...lines]));
        expect(message?.parseHeader('www-authenticate')).to.have.property('nonce', '2');
      }
    });
  });

  describe('what answering would need', () => {
    const missing: [what: string, text: string][] = [
      ['no SIP', 'GET / HTTP/1.1\r\n\r\n'],
      ['nothing', ''],
      ['another version', text('INVITE sip:1000@pbx SIP/3.0')],
      ...['Via', 'From', 'To', 'Call-ID', 'CSeq'].map((name): [string, string] => [
        `no ${name}`,
        text(
          'INVITE sip:1000@pbx SIP/2.0',
          headers.filter((line) => !line.startsWith(name)),
        ),
      ]),
      ['a Via that is none', text('INVITE sip:1000@pbx SIP/2.0', replaced('Via', 'Via: nonsense'))],
      ['a From that is none', text('INVITE sip:1000@pbx SIP/2.0', replaced('From', 'From: ???'))],
      ['a CSeq that is none', text('INVITE sip:1000@pbx SIP/2.0', replaced('CSeq', 'CSeq: INVITE'))],
      ['a Contact that is none', text('INVITE sip:1000@pbx SIP/2.0', replaced('Contact', 'Contact: ???'))],
    ];
    for (const [what, message] of missing) it(`${what}: no message`, () => expect(readMessage(message)).to.equal(null));
  });

  describe('its body', () => {
    const sdp = 'v=0\r\nm=audio 9 RTP/AVP 0\r\n';
    const multipart = (boundary: string) =>
      [
        'a preamble',
        `--${boundary}`,
        'Content-Type: text/plain',
        '',
        'a note',
        `--${boundary}`,
        'Content-Type: application/sdp;charset=utf-8',
        'Content-Disposition: session',
        '',
        sdp.trimEnd(),
        `--${boundary}--`,
        '',
      ].join('\r\n');
    const bodies: [what: string, type: string, body: string, read: string][] = [
      ['as it is', 'application/sdp', sdp, sdp],
      ['parameters of its type', 'APPLICATION/SDP ; charset=utf-8', sdp, sdp],
      ['without the last line end', 'application/sdp', sdp.trimEnd(), sdp],
      ['in several parts', 'multipart/mixed;boundary=unique', multipart('unique'), sdp],
      ['in several parts, boundary in quotes', 'multipart/mixed; boundary="a b"', multipart('a b'), sdp],
      ['with characters of several bytes', 'application/sdp', 's=Zoë\r\n', 's=Zoë\r\n'],
      ['of another type', 'text/plain', 'hello', 'hello'],
    ];
    for (const [what, type, body, read] of bodies) {
      it(what, () => {
        const message = readMessage(text('INVITE sip:1000@pbx SIP/2.0', headers, body, type));
        expect(message?.body).to.equal(read);
      });
    }

    it('ends where Content-Length says', () => {
      const message = readMessage(`${text('MESSAGE sip:1000@pbx SIP/2.0', headers, 'é1', 'text/plain')}more`);
      expect(message?.body).to.equal('é1');
    });
  });
});
