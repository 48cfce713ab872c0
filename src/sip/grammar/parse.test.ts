import { expect } from 'chai';
import { parse as parseOfSipJs } from 'sip.js/lib/grammar/pegjs/dist/grammar.js';
import { parse, startRules } from './parse.js';

const addresses = [
  'sip:1000@127.0.0.1',
  'SIPS:1000@pbx.example.com:5061',
  'sip:pbx.example.com',
  'sip:pbx.example.com.',
  'sip:pbx.example.com:',
  'sip:1.2.3.256',
  'sip:*43@pbx-1.example_x.com',
  'sip:+4930123;phone-context=example.com@pbx.example.com',
  'sip:user:pass&word@host',
  'sip:host:5060',
  'sip:j%40s0n@example.com',
  'sip:%E7%8E%8B@example.com',
  'sip:%FF@example.com',
  'sip:a@[2001:db8::1]:5060',
  'sip:a@[::ffff:192.0.2.1]',
  'sip:a@[1:2:3:4:5:6:7:8]',
  'sip:a@[1:2:3:4:5:6:192.0.2.1]',
  'sip:a@[fe80::1:2:3]',
  'sip:a@[1:2::]',
  'sip:a@[::]',
  'sip:a@[1::2:3:4:5:6:7]',
  'sip:a@a.b..c',
  'sip:@host',
  'sip:',
  'sips',
  'tel:+49301234567',
  'http://user@example.com:80/a;b/c?d=e',
  'http://example.com/~a/b',
  'nobodyKnowsThisScheme:totallyopaquecontent',
];

const parameters = [
  ';transport=ws',
  ';transport=WSS;lr',
  ';transport=tls-sctp',
  ';transport',
  ';transport=',
  ';user=phone;method=INVITE',
  ';user=IP;ttl=15;maddr=239.255.255.1',
  ';method=NOTIFYX',
  ';lr=on;ob;nat;webclient',
  ';lruid=3',
  ';unknownparam="x"',
  ';a=[::1];b=%41/:&+$',
  ';',
];

const addressesWithParameters = [
  ...addresses,
  ...parameters.map((parameter) => `sip:1000@example.com${parameter}`),
  'sip:a@b?Replaces=a%3Bto-tag%3Db&Subject=x&subject=y',
  'sip:a@b;x=y?h=',
  'sip:a@b?h',
  'sip:a@b?constructor=1',
];

const headerParameters = [
  '',
  ';tag=a48s',
  ' ; tag = a48s',
  ';tag="quoted"',
  ';tag=',
  ';tag=a;tag=b;x',
  ';q=0.5;expires=60',
  ';q=1.0;expires="60"',
  ';q=0.5000',
  ';expires=60x',
  ';+sip.instance="<urn:uuid:00000000-0000-1000-8000-AABBCCDDEEFF>"',
  ';a="\\"; b=c"',
  ';a=[::1];b=\r\n c',
  ';constructor=1;__proto__=2;a',
  ';',
  ' x',
];

const named = [
  ...addresses,
  ...addressesWithParameters.map((address) => `<${address}>`),
  ...headerParameters.flatMap((it) => [
    `<sip:a@b;x=y?h=i>${it}`,
    `sip:a@b${it}`,
    `"A. B, <C> \\"D\\"" <sip:a@b;lr>${it}`,
    `Bob Example\t<sip:a@b>${it}`,
  ]),
  '"王小明" <sip:1009@pbx.example.com>;tag=x1',
  '王小明 <sip:1009@pbx.example.com>',
  '"unfinished <sip:1009@pbx.example.com>',
  '"a\r\n b" <sip:a@b>',
  '"a\r\nb" <sip:a@b>',
  '"" <sip:a@b>',
  '0 <sip:a@b>',
  '"one" "two" <sip:a@b>',
  'one"two"<sip:a@b>',
  '<sip:a@b> ',
  '<<sip:a@b>>',
  'sip:a@b, sip:c@d',
  '<sip:a@b?h=i>;x=y, "C" <sip:c@d>;z, sip:e@f',
  '<sip:a@b>,',
  '*',
  ' * ',
  '* x',
  '',
];

const challenges = [
  'realm="YSAsterisk",nonce="1795563427/c6",opaque="51",algorithm=MD5,qop="auth"',
  'realm="YSAsterisk" , nonce = "1" ,\r\n stale=TRUE',
  'realm=x,nonce="1"',
  'realm="a\\"b",stale=false,stale=truex',
  'algorithm=MD5-sess,realm="x"',
  'algorithm=SHA-256,realm="x",userhash=true',
  'algorithm="MD5"',
  'qop="auth,auth-int"',
  'qop="auth, auth-int"',
  'qop="AUTH-CONF,auth"',
  'qop=auth',
  'qop="authx"',
  'qop=""',
  'domain="sip:ss1.example.com /a http://b/c"',
  'realm="x",',
  '',
];

/** Values for one start rule, or several: regular ones, odd ones, and some that are none. */
const corpus: [rules: string[], values: string[]][] = [
  [['SIP_URI'], addressesWithParameters],
  [['From', 'To', 'Contact', 'Record_Route', 'Refer_To', 'Name_Addr_Header'], named],
  [
    ['Request_Response'],
    [
      ...addressesWithParameters.map((address) => `INVITE ${address} SIP/2.0`),
      ...['ACK', 'OPTIONS', 'BYE', 'INVITEX', 'invite', "!interesting-Method0123456789_*+`.%indeed'~", 'DO IT', ''].map(
        (method) => `${method} sip:1000@127.0.0.1;x=y SIP/2.0`,
      ),
      'INVITE  sip:a@b SIP/2.0',
      'INVITE sip:a@b  SIP/2.0',
      'INVITE sip:a@b SIP/2.0 ',
      'INVITE sip:a@b sip/7.0',
      'INVITE sip:a@b HTTP/1.1',
      'INVITE <sip:a@b> SIP/2.0',
      'SIP/2.0 200 OK',
      'sip/2.0 200 ',
      'SIP/2.0 200',
      'SIP/2.0 4294967301 better not break the receiver',
      'SIP/2.0 100 \u0434\u0435\u0432 /?:@&=+$,;%41',
      'SIP/2.0 603 "Decline"',
      'SIP/2.0  200 OK',
      'nonsense',
    ],
  ],
  [
    ['Via'],
    [
      'SIP/2.0/WSS 192.0.2.1;rport=48378;received=192.0.2.1;branch=z9hG4bK123',
      'SIP/2.0/WS df7jal23ls0d.invalid;branch=z9hG4bKnashds8;keep',
      'SIP / 2.0 / UDP\t[2001:db8::9:1]:5060 ;received=[2001:db8::9:255];branch="q"',
      'SIP/2.0/UDP a:5060;received=2001:db8::9:255;rport;ttl=16;maddr=224.2.0.1',
      'SIP/2.0/TLS-SCTP a',
      'SIPX/2.0/UDP a',
      'X/3/Y a : 70000',
      'SIP/2.0/UDP a:',
      'SIP/2.0/UDP a;ttl=1234',
      'SIP/2.0/UDP a;ttl=x;received=host.example;rport=x;maddr="q"',
      'SIP/2.0/UDP a;x=[::1]',
      'SIP/2.0/UDP a;branch=1, SIP/2.0/TCP b:1;branch=2',
      'SIP/2.0/UDP a;branch=',
      'SIP/2.0/WSS',
      '',
    ],
  ],
  [
    ['CSeq'],
    ['4711 INVITE', '0\r\n BYE', '99999999999999999999 INVITE', '1INVITE', '1 INVITEX', '1 invite', '-1 BYE', '1 ', ''],
  ],
  [
    ['Max_Forwards', 'Content_Length'],
    ['70', '0', '0070', '-1', '1 2', 'x', ''],
  ],
  [
    ['Call_ID'],
    ['a84b4c76e66710@pc33.example.com', 'word%ZK-!.*_+\'@word`~)(><:\\/"][?}{', 'a@b@c', 'a b', '@b', 'a@', ''],
  ],
  [
    ['Content_Type'],
    [
      'application/sdp',
      'APPLICATION / SDP ;charset=utf-8;x="y;z"',
      'multipart/mixed;boundary="--b"',
      'x-a/b',
      'texty/plain',
      'message/sipfrag;version',
      'text/plain;=x',
      'text',
      'text/',
      '',
    ],
  ],
  [
    ['Content_Disposition'],
    ['session', 'Render;handling=optional;x', 'x-y;handling="z"', 'sessionx', 'session;handling=', ''],
  ],
  [
    ['uuid'],
    [
      'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
      '00000000-0000-4000-8000-AABBCCDDEEFF',
      'F81D4FAE-7dec-11d0-a765-00a0c91e6bf',
      'x',
      '',
    ],
  ],
  [['Event'], ['refer', 'Presence.winfo;id=4', 'refer;id="x"', 'a..b', 'a.', '.a', 'message-summary ; x', '']],
  [
    ['Replaces'],
    [
      '98732@sip.example.com;from-tag=r33th4x0r;to-tag=ff87ff',
      '12@x;to-tag=12;from-tag="a"',
      '1;To-Tag=a ; From-Tag=b;early-only',
      '1;to-tag=a;from-tag=b;early-onlyx',
      '1;to-tag=a;from-tag=b;early-only=x',
      '1;to-tag=a;from-tag=b;x=y;z',
      '1;to-tag=a',
      '1',
      '',
    ],
  ],
  [
    ['WWW_Authenticate', 'Proxy_Authenticate'],
    challenges.flatMap((it) => [`Digest ${it}`, `digest\t${it}`, `Basic ${it}`]),
  ],
];

/** What sip.js reads of a result that is no object of a class. The rest is left over from its parser's way through the text. */
const read: Record<string, string[]> = {
  Content_Disposition: ['type'],
  CSeq: ['value', 'method'],
  Event: ['event'],
  Replaces: ['call_id', 'replaces_from_tag', 'replaces_to_tag', 'early_only'],
  Request_Response: ['method', 'uri', 'status_code', 'reason_phrase'],
  Via: ['protocol', 'transport', 'host', 'port', 'branch', 'received', 'rport', 'ttl', 'maddr', 'params'],
};
read['WWW_Authenticate'] = read['Proxy_Authenticate'] = ['realm', 'nonce', 'opaque', 'stale', 'algorithm', 'qop'];

/** The result in writing; objects of a class with its name, and all undefined values left out. */
function outcome(
  read_: (input: string, options: { startRule: string; data?: unknown }) => void,
  rule: string,
  input: string,
) {
  const options: { startRule: string; data?: unknown } = { startRule: rule };
  try {
    read_(input, options);
  } catch {
    return 'fails';
  }
  // sip.js's own way to fail.
  if (options.data === -1) return 'fails';
  const keys = read[rule];
  const result = keys
    ? Object.fromEntries(keys.map((key) => [key, (options.data as Record<string, unknown>)[key]]))
    : options.data;
  return JSON.stringify(result, (_key, value: unknown) => {
    if (typeof value === 'number') return String(value);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const { constructor } = Object.getPrototypeOf(value) as object;
    return constructor === Object ? value : { class: constructor.name, ...value };
  });
}

const both = (rule: string, input: string) => [outcome(parse, rule, input), outcome(parseOfSipJs, rule, input)];

/** The same numbers at each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const pieces = [
  ...Array.from('";,<>@:/?&=.%*[]\\ \t-+()1a2xsZé'),
  '\r\n ',
  '\r\n',
  '%41',
  '::',
  'sip:',
  ';lr',
  '=0',
  ';tag=x',
  '"a"',
];

/** One to three places changed: a piece put in, or something taken out, or written twice. */
function damage(value: string, number: (below: number) => number): string {
  let damaged = value;
  for (let times = 1 + number(3); times > 0; times--) {
    const from = number(damaged.length + 1);
    const to = from + number(4);
    const piece =
      number(3) === 0
        ? damaged.slice(from, to).repeat(2)
        : number(3) === 0
          ? ''
          : (pieces[number(pieces.length)] ?? '');
    damaged = damaged.slice(0, from) + piece + damaged.slice(number(2) === 0 ? from : to);
  }
  // sip.js's message parser gives values without white space around them.
  return damaged.trim();
}

describe('our parser of SIP headers', () => {
  for (const [rules, values] of corpus) {
    for (const rule of rules) {
      it(`${rule}: reads what sip.js's own reads`, () => {
        for (const value of values) {
          const [ours, theirs] = both(rule, value);
          expect(ours, value).to.equal(theirs);
        }
        expect(new Set(values.map((value) => outcome(parse, rule, value))).size).to.be.above(2);
      });

      it(`${rule}: reads damaged values as sip.js's own does`, () => {
        const number = numbers(values.length + rule.length);
        for (let round = 0; round < 400; round++) {
          const value = damage(values[number(values.length)] ?? '', number);
          const [ours, theirs] = both(rule, value);
          expect(ours, JSON.stringify(value)).to.equal(theirs);
        }
      });
    }
  }

  it('the corpus has every start rule', () => {
    expect(corpus.flatMap(([rules]) => rules).sort()).to.deep.equal(Object.keys(startRules).sort());
  });

  it('knows no other start rule', () => {
    expect(() => parse('x', { startRule: 'nonsense' })).to.throw();
  });
});
