import { expect } from 'chai';
import { isResult } from './result.js';
import { parsePbxUrl, webSocketUrl } from './pbx-url.js';

const table: [address: string, page: string, expected: string | number][] = [
  ['https://192.168.1.1:8088', 'https:', 'https://192.168.1.1:8088/'],
  ['https://yeastar.example.com', 'http:', 'https://yeastar.example.com/'],
  ['https://alice:secret@pbx.example.com', 'https:', 'https://pbx.example.com/'],
  ['http://127.0.0.1:9000', 'http:', 'http://127.0.0.1:9000/'],
  ['http://localhost:8080', 'http:', 'http://localhost:8080/'],
  ['http://[::1]:8080', 'http:', 'http://[::1]:8080/'],
  ['http://localhost:8080', '', 'http://localhost:8080/'],
  ['http://localhost:8080', 'https:', -3],
  ['http://192.168.1.1:8088', 'http:', -3],
  ['http://localhost.example.com', 'http:', -3],
  ['http://127.evil.example', 'http:', -3],
  ['ftp://pbx.example.com', 'https:', -2],
  ['javascript:alert(1)', 'https:', -2],
  ['pbx.example.com', 'https:', -2],
  ['192.168.1.1:8088', 'https:', -2],
  ['', 'https:', -2],
];

describe('PBX address', () => {
  for (const [address, page, expected] of table) {
    it(`${JSON.stringify(address)} on a page with ${page || 'no protocol'} → ${expected}`, () => {
      let outcome: string | number;
      try {
        outcome = parsePbxUrl(address, page).href;
      } catch (error) {
        if (!isResult(error)) throw error;
        outcome = error.code;
      }
      expect(outcome).to.equal(expected);
    });
  }

  it('becomes a WebSocket address of the same safety', () => {
    expect(webSocketUrl(new URL('https://pbx:8088/x'), '/ws?exten=1000')).to.equal('wss://pbx:8088/ws?exten=1000');
    expect(webSocketUrl(new URL('http://localhost:80'), '/ws')).to.equal('ws://localhost/ws');
  });
});
