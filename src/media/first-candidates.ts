/**
 * Candidates are not trickled (the PBX takes none later), so a description must wait for some. It waits for the first
 * burst only: to a PBX with a reachable address host candidates suffice, and slow STUN servers must not hold a call.
 */

/** Candidates of the other network interfaces follow each other within this time (ms; Chromium needs less than one). */
const siblingTime = 2;
/** Without any candidate the description goes out after this time all the same (ms). */
const gatheringCap = 1000;

/**
 * Resolves when the first candidates are in the local description, or when waiting longer would not help. Call it before
 * setLocalDescription.
 */
export function firstCandidates(connection: RTCPeerConnection): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      connection.removeEventListener('icecandidate', onCandidate);
      connection.removeEventListener('icegatheringstatechange', onState);
      connection.removeEventListener('signalingstatechange', onStable);
      resolve();
    };
    let timer = setTimeout(done, gatheringCap);
    const onCandidate = ({ candidate }: RTCPeerConnectionIceEvent) => {
      clearTimeout(timer);
      if (candidate) timer = setTimeout(done, siblingTime);
      else done();
    };
    const onState = () => connection.iceGatheringState === 'complete' && done();
    // A later description without an ICE restart gathers nothing: the candidates are there already.
    const onStable = () => hasCandidates(connection) && done();
    connection.addEventListener('icecandidate', onCandidate);
    connection.addEventListener('icegatheringstatechange', onState);
    connection.addEventListener('signalingstatechange', onStable);
  });
}

function hasCandidates(connection: RTCPeerConnection): boolean {
  // A closed one throws in Firefox when it is asked.
  return connection.signalingState !== 'closed' && Boolean(connection.localDescription?.sdp.includes('\na=candidate:'));
}
