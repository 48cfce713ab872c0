import type { SessionMedia } from './session-media.js';
import type { Session } from './session.js';

/** Makes what happens to a call's media events of its session. */
export function tellMedia(session: Session, media: SessionMedia): void {
  const { callId, communicationType } = session.status;
  const { peer } = media;
  const { connection, remoteStream: stream, signal } = peer;
  const onTrack = () => {
    session.emit('streamAdded', { callId, communicationType, stream });
    session.emit('updateRemoteStream', { callId, stream });
  };
  const onCandidate = (candidate: RTCIceCandidate) => void session.emit('icecandidate', { callId, candidate });
  const early = [...peer.candidates];
  connection.addEventListener('track', onTrack, { signal });
  peer.on('candidate', onCandidate);
  peer.on('description', (description) => session.emit('sdp', { callId, ...description }));
  peer.on('localStream', (localStream) => session.emit('updateLocalStream', { callId, stream: localStream }));
  media.on('quality', ({ report, networkLevel, mos }) => {
    session.emit('callReport', { callId, callReport: report });
    session.emit('quality', { callId, networkLevel, mos });
  });
  media.on('audio', (facts) => session.emit('audio', { callId, ...facts }));
  media.on('input', (input) => session.emit('input', { callId, ...input }));
  media.on('silenced', (silenced) => session.emit('silenced', { callId, ...silenced }));
  media.on('blocked', (blocked) => session.emit('blocked', { callId, blocked }));
  // Nobody can listen to a session that is still being made.
  setTimeout(() => {
    session.emit('peerconnection', { callId, peerconnection: connection });
    // The call is over already, and Firefox lets nobody ask a closed connection for its description.
    if (signal.aborted) return;
    const offer = connection.localDescription;
    if (offer) session.emit('sdp', { callId, originator: 'local', type: offer.type, sdp: offer.sdp });
    early.forEach(onCandidate);
  });
}
