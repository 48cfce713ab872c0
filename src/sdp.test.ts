import { expect } from 'chai';
import { offeredDirection, offersVideo } from './sdp.js';

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
});
