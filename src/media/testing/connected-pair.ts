/** Two real connections in one page, each sending a track to the other. */
export interface ConnectedPair {
  readonly here: RTCPeerConnection;
  readonly there: RTCPeerConnection;
  /** What arrives here. */
  readonly arriving: MediaStream;
  close(): void;
}

/** `prepare` may change the connections before the offer is made. Without a track a side has nothing to send. */
export async function connectPair(
  tracks: { here?: MediaStreamTrack; there?: MediaStreamTrack },
  prepare: (here: RTCPeerConnection, there: RTCPeerConnection) => void = () => undefined,
): Promise<ConnectedPair> {
  const [here, there] = [new RTCPeerConnection(), new RTCPeerConnection()];
  const arriving = new MediaStream();
  here.addEventListener('track', ({ track }) => arriving.addTrack(track));
  here.addEventListener('icecandidate', ({ candidate }) => void there.addIceCandidate(candidate ?? undefined));
  there.addEventListener('icecandidate', ({ candidate }) => void here.addIceCandidate(candidate ?? undefined));
  here.addTransceiver(tracks.here ?? 'audio', { direction: 'sendrecv' });
  prepare(here, there);
  await here.setLocalDescription();
  await there.setRemoteDescription(here.localDescription as RTCSessionDescription);
  const [answering] = there.getTransceivers() as [RTCRtpTransceiver];
  answering.direction = 'sendrecv';
  if (tracks.there) await answering.sender.replaceTrack(tracks.there);
  await there.setLocalDescription();
  const connected = new Promise<void>((resolve) => {
    const look = () => here.connectionState === 'connected' && resolve();
    here.addEventListener('connectionstatechange', look);
    look();
  });
  await here.setRemoteDescription(there.localDescription as RTCSessionDescription);
  await connected;
  return {
    here,
    there,
    arriving,
    close: () => {
      here.close();
      there.close();
    },
  };
}
