import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { audioDirection, presentable, tolerable, videoWish } from './sdp.js';

const lines = (...all: string[]): string => [...all, ''].join('\r\n');
const session = ['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0'];
const audio = (direction: string): string[] => [
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  ...(direction === '' ? [] : [`a=${direction}`]),
  'a=mid:0',
  'a=rtpmap:111 opus/48000/2',
];
const video = (port: number, codecs: readonly string[], direction = 'sendrecv'): string[] => [
  `m=video ${port} UDP/TLS/RTP/SAVPF 96 97`,
  `a=${direction}`,
  'a=mid:1',
  ...codecs.map((codec, index) => `a=rtpmap:${96 + index} ${codec}/90000`),
];

describe('session descriptions', () => {
  for (const [what, sdp, expected] of [
    ['of the audio section', lines(...session, ...video(9, ['VP8'], 'inactive'), ...audio('sendonly')), 'sendonly'],
    ['of the session', lines(...session, 'a=recvonly', ...audio('')), 'recvonly'],
    ['none', lines(...session, ...audio('')), 'sendrecv'],
    ['with plain line ends', lines(...session, ...audio('inactive')).replaceAll('\r', ''), 'inactive'],
  ] as const) {
    test(`direction ${what}: ${expected}`, () => assert.equal(audioDirection(sdp), expected));
  }

  for (const [what, section, expected] of [
    ['VP8 before all others', video(9, ['H264', 'VP8']), { direction: 'sendrecv', codec: 'VP8' }],
    ['else H264', video(9, ['AV1', 'H264'], 'recvonly'), { direction: 'recvonly', codec: 'H264' }],
    ['other codecs', video(9, ['AV1', 'VP9']), undefined],
    ['port 0', video(0, ['VP8']), undefined],
    ['inactive', video(9, ['VP8'], 'inactive'), undefined],
    ['no section', [], undefined],
  ] as const) {
    test(`video: ${what}`, () => {
      assert.deepEqual(videoWish(lines(...session, ...audio('sendrecv'), ...section)), expected);
    });
  }

  test('what cannot be used is made harmless, the rest stays', () => {
    const usable = lines(...session, ...audio('sendrecv'), ...video(9, ['H264']));
    assert.equal(tolerable(usable), usable);
    for (const section of [video(0, []), video(9, ['AV1'])]) {
      const repaired = tolerable(lines(...session, ...audio('sendrecv'), ...section));
      assert.match(repaired, /m=video 9 .* 96\r\na=mid:1\r\na=rtpmap:96 VP8\/90000\r\na=inactive\r\n$/);
      assert.equal(audioDirection(repaired), 'sendrecv');
    }
  });

  test('what a phone gets: our address, held audio with a port, refused video without one and outside of the bundle', () => {
    const sdp = lines(
      ...session,
      'a=group:BUNDLE 0 1',
      'm=audio 0 UDP/TLS/RTP/SAVPF 111',
      'a=candidate:1 1 udp 1 127.0.0.1 4000 typ host',
      'a=candidate:2 1 udp 1 10.0.0.1 4000 typ host',
      'a=setup:passive',
      'a=inactive',
      'a=mid:0',
      ...video(9, ['VP8'], 'inactive'),
    );
    const answer = presentable({ type: 'answer', sdp }, '127.0.0.1', false);
    assert.match(answer, /^a=group:BUNDLE 0\r$/m);
    assert.match(answer, /^m=audio 9 /m);
    assert.match(answer, /^m=video 0 /m);
    assert.match(answer, /^a=setup:passive\r$/m);
    assert.doesNotMatch(answer, /10\.0\.0\.1/);
    const offer = presentable({ type: 'offer', sdp }, '127.0.0.1', true);
    assert.match(offer, /^a=setup:actpass\r$/m);
    assert.match(offer, /^a=group:BUNDLE 0 1\r$/m);
    assert.match(offer, /^m=video 9 /m);
  });

  test('ice-lite is said for the whole session, where alone Firefox heeds it', () => {
    const lines = ['v=0', 'a=group:BUNDLE 0', 'm=audio 9 UDP/TLS/RTP/SAVPF 0', 'a=mid:0', 'a=ice-lite', ''];
    const offer = presentable({ type: 'offer', sdp: lines.join('\r\n') }, '127.0.0.1', false);
    const [session = '', section = ''] = offer.split(/^(?=m=)/m);
    assert.match(session, /^a=ice-lite\r$/m);
    assert.doesNotMatch(section, /ice-lite/);
  });
});
