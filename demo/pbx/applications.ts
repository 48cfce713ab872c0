import type { MediaLeg } from './media-server.js';
import type { Party } from './parties.js';

/** A number behind which the PBX itself takes the call. */
export interface Application extends Party {
  /** Seconds of 183 with something to hear before anything else. */
  earlySeconds: number;
  /** The final status; 200 takes the call. */
  status: number;
  takesVideo: boolean;
  run(media: MediaLeg): void;
}

const APPLICATIONS: readonly Application[] = [
  {
    number: '*43',
    name: 'Echo',
    earlySeconds: 0,
    status: 200,
    takesVideo: true,
    run: (media) => media.echo(),
  },
  {
    number: '*65',
    name: 'Melody',
    earlySeconds: 0,
    status: 200,
    takesVideo: false,
    run: (media) => media.play('melody'),
  },
  {
    number: '*183',
    name: 'Early melody',
    earlySeconds: 2,
    status: 200,
    takesVideo: false,
    run: (media) => media.play('melody'),
  },
  {
    number: '*184',
    name: 'Early melody, then busy',
    earlySeconds: 2,
    status: 486,
    takesVideo: false,
    run: (media) => media.play('melody'),
  },
];

export function findApplication(number: string): Application | undefined {
  return APPLICATIONS.find((application) => application.number === number);
}
