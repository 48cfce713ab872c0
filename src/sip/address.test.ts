import { expect } from 'chai';
import { parse as parseOfSipJs } from 'sip.js/lib/grammar/pegjs/dist/grammar.js';
import type { NameAddrHeader } from 'sip.js/lib/grammar/name-addr-header.js';
import type { URI } from 'sip.js/lib/grammar/uri.js';
import { readAddress, readUri, splitList } from './address.js';

/** What sip.js's own parser makes of a value; `null` when it refuses it. */
function ofSipJs<Result>(value: string, startRule: string): Result | null {
  const options: { startRule: string; data?: unknown } = { startRule };
  try {
    parseOfSipJs(value, options);
    return options.data === -1 ? null : (options.data as Result);
  } catch {
    return null;
  }
}

const uris = [
  'sip:1000@127.0.0.1',
  'SIPS:1000@pbx.example.com:5061',
  'sip:pbx.example.com',
  'sip:pbx.example.com:5060;transport=ws;lr',
  'sip:*43@pbx-1.example.com',
  'sip:+4930123;phone-context=example.com@pbx.example.com',
  'sip:user:pass&word@host',
  'sip:j%40s0n@example.com',
  'sip:%E7%8E%8B@example.com',
  'sip:a@[2001:db8::1]:5060',
  'sip:1000@example.com;user=phone;method=INVITE;ob;nat;webclient',
  'sip:1000@example.com;a=b/:&+$',
];

describe('an address in a SIP message', () => {
  for (const uri of uris) {
    it(`${uri}: as sip.js reads it`, () => {
      const theirs = ofSipJs<URI>(uri, 'SIP_URI');
      const { scheme, user, host, port, parameters } = readUri(uri);
      expect(theirs).not.to.equal(null);
      expect({ scheme, user, host, port, parameters: { ...parameters } }).to.deep.equal({
        scheme: theirs?.scheme,
        user: theirs?.user,
        host: theirs?.host,
        port: theirs?.port,
        parameters: { ...theirs?.parameters },
      });
      expect(readUri(uri).toString()).to.equal(theirs?.toString());
    });

    for (const rest of ['', ';tag=a48s', ' ; tag = a48s ;x', ';q=0.5;expires=60', ';a="; b=c"']) {
      it(`"A. B, C" <${uri}>${rest}: as sip.js reads it`, () => {
        const value = `"A. B, C" <${uri}>${rest}`;
        const theirs = ofSipJs<NameAddrHeader>(value, 'Name_Addr_Header');
        const ours = readAddress(value);
        expect(ours?.displayName).to.equal(theirs?.displayName);
        expect(ours?.uri.toString()).to.equal(theirs?.uri.toString());
        expect({ ...ours?.parameters }).to.deep.equal({ ...theirs?.parameters });
      });
    }
  }

  const odd: [what: string, text: string, name: string, user: string, uri: string][] = [
    ['a host with an underscore', '<sip:1001@under_score.example>', '', '1001', 'sip:1001@under_score.example'],
    ['a telephone address', '<tel:+49301234567>', '', '+49301234567', 'tel:+49301234567'],
    ['a bare telephone address', 'tel:+49301234567;tag=1', '', '+49301234567', 'tel:+49301234567'],
    ['a name that should be in quotes', 'Zoë Müller <sip:1001@pbx>', 'Zoë Müller', '1001', 'sip:1001@pbx'],
    ['a name in another script', '王小明 <sip:1001@pbx>;tag=1', '王小明', '1001', 'sip:1001@pbx'],
    ['escaped quotes', '"A \\"B\\" \\\\" <sip:1001@pbx>', 'A "B" \\', '1001', 'sip:1001@pbx'],
    ['a lone percent sign', '<sip:50%@pbx>', '', '50%', 'sip:50%@pbx'],
    ['a percent sign in the parameters', '<sip:1001@pbx;x=%>', '', '1001', 'sip:1001@pbx;x=%'],
    ['a sequence that is no UTF-8', '<sip:%FF@pbx>', '', '%FF', 'sip:%FF@pbx'],
    ['another scheme', '<https://example.com/a?b>', '', '//example.com/a', 'https://example.com/a?b'],
    ['a service', '<urn:service:sos>', '', 'service:sos', 'urn:service:sos'],
    ['a line end within the name', '"A\r\n B" <sip:1001@pbx>', 'A\r\n B', '1001', 'sip:1001@pbx'],
  ];
  for (const [what, text, name, user, uri] of odd) {
    it(`${what}: is read, and goes back as it came`, () => {
      const address = readAddress(text);
      expect(address?.displayName).to.equal(name);
      expect(address?.uri.user).to.equal(user);
      expect(address?.uri.toString()).to.equal(uri);
      expect(address?.uri.clone().toRaw()).to.equal(uri);
    });
  }

  for (const text of [
    '',
    'nonsense',
    '<>',
    '<sip:>',
    '???',
    'A, B <sip:1001@pbx>',
    'sip:1001@pbx?Route=x',
    '"A" < sip:1001@pbx >',
    '"open <sip:a@b>',
  ]) {
    it(`"${text}" is none`, () => expect(readAddress(text)).to.equal(null));
  }

  it('the tag is found among the parameters, whatever these are', () => {
    expect(readAddress('<sip:a@b>;x="; tag=no";TAG=yes;y')?.getParam('tag')).to.equal('yes');
  });
});

describe('a list of header values', () => {
  const lists: [text: string, parts: string[]][] = [
    ['a', ['a']],
    ['a, b,c', ['a', 'b', 'c']],
    ['"x, y" <sip:a@b>, <sip:c,d@e>;f="g,h"', ['"x, y" <sip:a@b>', '<sip:c,d@e>;f="g,h"']],
    ['"a \\", b" <sip:c@d>, e', ['"a \\", b" <sip:c@d>', 'e']],
    [' , ,a,', ['a']],
    ['', []],
  ];
  for (const [text, parts] of lists) it(`"${text}"`, () => expect(splitList(text)).to.deep.equal(parts));

  it('loses no character but white space and the commas between, whatever the text', () => {
    const alphabet = Array.from('",<>\\ab ;');
    let state = 7;
    const pick = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return alphabet[state % alphabet.length] ?? '';
    };
    for (let round = 0; round < 2000; round++) {
      const text = Array.from({ length: 1 + (round % 12) }, pick).join('');
      const solid = (value: string) => value.replaceAll(/[\s,]/g, '');
      expect(solid(splitList(text).join('')), text).to.equal(solid(text));
    }
  });
});
