import { dtmfFrequencies, progressTones } from '../media/tones.js';

/** One note: a few frequencies at once. */
export interface Note {
  /** Hertz. */
  readonly frequencies: readonly number[];
  /** When it starts and how long it lasts, in milliseconds. */
  readonly start: number;
  readonly length: number;
  /** Peak of all frequencies together, 0 to 1. */
  readonly level: number;
  /** Dies away like a struck bell instead of staying at its level: milliseconds until a third is left. */
  readonly decay?: number;
}

/** A sound on paper. It is as long as `length` (ms), silence at its end included, so that it can be played in a loop. */
export interface Score {
  readonly length: number;
  readonly notes: readonly Note[];
}

/** The names of the manual, chapter "Audio resources", as they are written there. */
export const soundNames = [
  'Ring',
  'Callend',
  'Callwaiting',
  'ringback',
  'DTMF00',
  'DTMF01',
  'DTMF02',
  'DTMF03',
  'DTMF04',
  'DTMF05',
  'DTMF06',
  'DTMF07',
  'DTMF08',
  'DTMF09',
  'DTMFStar',
  'DTMFPound',
] as const;

export type SoundName = (typeof soundNames)[number];

/** A struck note with a quiet octave above it, which makes it a bell rather than a whistle. */
function bell(frequency: number, start: number, length: number, level: number): readonly Note[] {
  const decay = length / 3;
  return [
    { frequencies: [frequency], start, length, level, decay },
    { frequencies: [2 * frequency], start, length, level: level / 4, decay: decay / 2 },
  ];
}

const [A4, CSharp5, E5, A5, CSharp6] = [440, 554.37, 659.26, 880, 1108.73];

/** A major chord upwards, and once more with another end; then silence until it repeats. */
const ring: Score = {
  length: 3200,
  notes: [
    ...bell(A4, 0, 500, 0.3),
    ...bell(CSharp5, 150, 500, 0.3),
    ...bell(E5, 300, 500, 0.3),
    ...bell(A5, 450, 700, 0.35),
    ...bell(A4, 1000, 500, 0.3),
    ...bell(CSharp5, 1150, 500, 0.3),
    ...bell(E5, 1300, 500, 0.3),
    ...bell(CSharp6, 1450, 900, 0.35),
  ],
};

/** Downwards: it is over. */
const callEnd: Score = {
  length: 600,
  notes: [...bell(E5, 0, 250, 0.3), ...bell(CSharp5, 120, 250, 0.3), ...bell(A4, 240, 360, 0.3)],
};

/** Two short notes, quiet enough to talk on. */
const callWaiting: Score = { length: 2000, notes: [...bell(A5, 0, 220, 0.2), ...bell(A5, 260, 220, 0.2)] };

const [toneLength = 0, pauseLength = 0] = progressTones.ringback.pattern;

const ringback: Score = {
  length: toneLength + pauseLength,
  notes: [{ frequencies: progressTones.ringback.frequencies, start: 0, length: toneLength, level: 0.25 }],
};

/** RFC 4733 recommends tones of at least 40 ms; what a finger feels as one press is longer. */
function key(character: string): Score {
  const length = 120;
  return { length, notes: [{ frequencies: dtmfFrequencies[character] ?? [], start: 0, length, level: 0.5 }] };
}

export const scores: Readonly<Record<SoundName, Score>> = {
  Ring: ring,
  Callend: callEnd,
  Callwaiting: callWaiting,
  ringback,
  DTMF00: key('0'),
  DTMF01: key('1'),
  DTMF02: key('2'),
  DTMF03: key('3'),
  DTMF04: key('4'),
  DTMF05: key('5'),
  DTMF06: key('6'),
  DTMF07: key('7'),
  DTMF08: key('8'),
  DTMF09: key('9'),
  DTMFStar: key('*'),
  DTMFPound: key('#'),
};
