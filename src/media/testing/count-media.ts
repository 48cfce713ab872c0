import { replaceMember } from './replace-member.js';

/** What a page holds of its sound: contexts that are not closed and tracks that are not stopped. */
export interface HeldMedia {
  /** How many there ever were. */
  readonly contexts: number;
  readonly open: { readonly contexts: number; readonly tracks: number };
}

/** Counts from now on, until `restoreAll()`. */
export function countMedia(): HeldMedia {
  const contexts: AudioContext[] = [];
  const tracks: MediaStreamTrack[] = [];
  const Real = AudioContext;
  replaceMember(
    globalThis,
    'AudioContext',
    class extends Real {
      constructor(options?: AudioContextOptions) {
        super(options);
        contexts.push(this);
      }
    },
  );
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called on a track
  const { clone } = MediaStreamTrack.prototype;
  replaceMember(MediaStreamTrack.prototype, 'clone', function (this: MediaStreamTrack) {
    const copy = clone.call(this);
    tracks.push(copy);
    return copy;
  });
  const getUserMedia = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  replaceMember(navigator.mediaDevices, 'getUserMedia', async (constraints: MediaStreamConstraints) => {
    const stream = await getUserMedia(constraints);
    tracks.push(...stream.getTracks());
    return stream;
  });
  return {
    get contexts() {
      return contexts.length;
    },
    get open() {
      return {
        contexts: contexts.filter(({ state }) => state !== 'closed').length,
        tracks: tracks.filter(({ readyState }) => readyState === 'live').length,
      };
    },
  };
}
