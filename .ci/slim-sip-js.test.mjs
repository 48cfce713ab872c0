import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build } from 'esbuild';
import * as whole from 'sip.js';
import { slimSipJs } from './slim-sip-js.mjs';
import { withStaticImports } from './static-imports.mjs';

async function slim() {
  const { outputFiles } = await build({
    stdin: { contents: "export * from 'sip.js';", resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'esm',
    plugins: [slimSipJs()],
  });
  const text = outputFiles[0].text;
  return { text, module: await import(`data:text/javascript,${encodeURIComponent(text)}`) };
}

const { text, module } = await slim();

const headers = [
  ['Contact', '<sip:1000@127.0.0.1;transport=ws;webclient>;expires=1799'],
  ['Contact', '"A, B" <sip:a@b.example:5060>;q=0.5, <sips:c@d.example>'],
  ['From', '"王小明" <sip:1009@pbx.example.com>;tag=x1'],
  ['From', '"unfinished <sip:1009@pbx.example.com>'],
  ['To', 'sip:1000@pbx.example.com;tag=y2'],
  ['Via', 'SIP/2.0/WSS 192.0.2.1;rport=48378;received=192.0.2.1;branch=z9hG4bK123'],
  ['Via', 'SIP/2.0/WSS'],
  ['CSeq', '4711 INVITE'],
  ['CSeq', '99999999999999999999 INVITE'],
  ['WWW_Authenticate', 'Digest realm="YSAsterisk",nonce="1795563427/c6",opaque="51",algorithm=MD5,qop="auth"'],
  ['WWW_Authenticate', 'Basic realm="x"'],
  ['Refer_To', '<sip:1002@pbx.example.com?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>'],
  ['Record_Route', '<sip:proxy.example.com;lr>'],
  ['Request_Response', 'SIP/2.0 200 OK'],
  ['Request_Response', 'INVITE sip:1000@127.0.0.1 SIP/2.0'],
  ['Request_Response', 'nonsense'],
  ['Subscription_State', 'terminated;reason=noresource'],
];

for (const [rule, value] of headers) {
  test(`the slim grammar reads ${rule}: ${value} as the whole one does`, () => {
    assert.deepEqual(
      JSON.stringify(module.Grammar.parse(value, rule)),
      JSON.stringify(whole.Grammar.parse(value, rule)),
    );
  });
}

test('what our user agent never reaches is gone', () => {
  assert.doesNotMatch(text, /new WebSocket\(/);
  // A few are values, not statements, and stay.
  assert.ok([...text.matchAll(/logger\.(?:log|debug)\(/g)].length < 20);
  assert.doesNotMatch(text, /peg\$literalExpectation\("/);
});

test('warnings and errors are still said', () => {
  assert.match(text, /logger\.warn\(/);
  assert.match(text, /logger\.error\(/);
});

test('a lazy import becomes a static one, and moves no line', () => {
  const source = "const a = 1;\nconst b = import('./b.js');\ntype C = typeof import('./c.js');\n";
  assert.equal(
    withStaticImports('x.ts', source),
    'const a = 1;\nconst b = Promise.resolve(lazyModule1);\n' +
      "type C = typeof import('./c.js');\n\n" +
      'import * as lazyModule1 from "./b.js";',
  );
});
