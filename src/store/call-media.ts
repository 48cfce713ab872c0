/** The media of a call. They are no plain data, so they are looked up here and not in the snapshot. */
export interface CallMedia {
  /** Our camera's picture, without sound. */
  readonly localStream: MediaStream | null;
  readonly remoteStream: MediaStream | null;
  /** What we speak into; its sound is there also while we are muted. */
  readonly microphone: MediaStreamTrack | null;
}

const calls = new Map<string, CallMedia>();

/** The media of a call that is up, by its SIP Call-ID. Ask again when the snapshot of the call changes. */
export function mediaOf(callId: string | null): CallMedia | undefined {
  return callId === null ? undefined : calls.get(callId);
}

/** For the phone that has the call. @internal */
export function keepMedia(callId: string, media: CallMedia | null): void {
  if (media) calls.set(callId, media);
  else calls.delete(callId);
}
