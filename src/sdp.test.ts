import { expect } from 'chai';
import { hasUsableAudio, offeredDirection, offersVideo, tidySdp } from './sdp.js';

const audio = 'm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n';
const video = 'm=video 9 UDP/TLS/RTP/SAVPF 96\r\n';

describe('session description', () => {
  const directions: [what: string, sdp: string, direction: string][] = [
    ['in the audio section', `v=0\r\n${audio}a=sendonly\r\n`, 'sendonly'],
    ['in the session', `v=0\r\na=inactive\r\n${audio}`, 'inactive'],
    ['the section is nearer than the session', `v=0\r\na=sendrecv\r\n${audio}a=recvonly\r\n`, 'recvonly'],
    ['of the video only', `v=0\r\n${audio}${video}a=sendonly\r\n`, 'absent'],
    ['line ends without CR', `v=0\nm=audio 9 RTP/AVP 0\na=sendrecv\n`, 'sendrecv'],
    ['none', `v=0\r\n${audio}`, 'absent'],
  ];
  for (const [what, sdp, direction] of directions) {
    it(`direction ${what}: ${direction}`, () => expect(offeredDirection(sdp)).to.equal(direction));
  }

  const videos: [what: string, sdp: string, offered: boolean][] = [
    ['a live section', audio + video, true],
    ['a refused one', audio + video.replace(' 9 ', ' 0 '), false],
    ['an inactive one', `${audio}${video}a=inactive\r\n`, false],
    ['none', audio, false],
  ];
  for (const [what, sdp, offered] of videos) {
    it(`video, ${what}: ${offered}`, () => expect(offersVideo(sdp)).to.equal(offered));
  }

  const head = 'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n';
  const section = (formats: string, ...lines: string[]) =>
    `${head}${[`m=audio 9 UDP/TLS/RTP/SAVPF ${formats}`, ...lines].map((line) => `${line}\r\n`).join('')}`;
  const untidy: [what: string, sdp: string, tidy: string][] = [
    ['nothing to do', section('0 8', 'a=rtpmap:0 PCMU/8000'), section('0 8', 'a=rtpmap:0 PCMU/8000')],
    ['no last line end', section('0').trimEnd(), section('0')],
    ['empty lines', section('0').replaceAll('\r\n', '\r\n\r\n'), section('0')],
    ['line ends without CR', section('0').replaceAll('\r\n', '\n'), section('0')],
    [
      'payload types of RTCP',
      section('72 0', 'a=rtpmap:72 x/8000', 'a=fmtp:72 a=1', 'a=rtpmap:0 PCMU/8000'),
      section('0', 'a=rtpmap:0 PCMU/8000'),
    ],
    ['a static type under another name', section('0 3', 'a=rtpmap:3 AMR/8000'), section('0')],
    ['at another rate', section('0 8', 'a=rtpmap:8 PCMA/16000'), section('0')],
    ['in other letters', section('0', 'a=rtpmap:0 pcmu/8000/1'), section('0', 'a=rtpmap:0 pcmu/8000/1')],
    ['nothing else', section('72', 'a=rtpmap:72 x/8000'), section('72', 'a=rtpmap:72 x/8000')],
  ];
  for (const [what, sdp, tidy] of untidy) {
    it(`in the form that browsers take: ${what}`, () => expect(tidySdp(sdp)).to.equal(tidy));
  }

  it('a browser takes what was tidied, whatever payload types there are', async () => {
    const offering = new RTCPeerConnection();
    offering.addTransceiver('audio');
    offering.addTransceiver('video');
    const offer = (await offering.createOffer()).sdp ?? '';
    offering.close();
    for (const kind of ['audio', 'video']) {
      for (const map of ['', 'unknown/8000']) {
        // In the order of the browser's own, so that none of these is taken twice.
        const own = new RegExp(`^m=${kind} \\S+ \\S+ (.*)$`, 'm').exec(offer)?.[1]?.trim().split(' ') ?? [];
        const more = Array.from({ length: 128 }, (_, type) => String(type)).filter((type) => !own.includes(type));
        const lines = map ? more.map((type) => `a=rtpmap:${type} ${map}\r\n`).join('') : '';
        const sdp = offer.replace(new RegExp(`^(m=${kind} .*)\\r\\n`, 'm'), `$1 ${more.join(' ')}\r\n${lines}`);
        const answering = new RTCPeerConnection();
        await answering.setRemoteDescription({ type: 'offer', sdp: tidySdp(sdp.trimEnd()) });
        await answering.setLocalDescription();
        expect(hasUsableAudio(answering.localDescription?.sdp ?? ''), kind).to.equal(true);
        answering.close();
      }
    }
  });

  const sounds: [what: string, formats: string, usable: boolean][] = [
    ['static types', '0 8', true],
    ['a static type that no browser has', '18', false],
    ['tones alone', '13', false],
    ['a type without a name', '96', false],
  ];
  for (const [what, formats, usable] of sounds) {
    it(`sound of ${what}: ${usable}`, () => expect(hasUsableAudio(section(formats))).to.equal(usable));
  }
});
