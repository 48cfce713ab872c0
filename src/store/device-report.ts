/** What a check of the devices found, in plain frozen data. */

/**
 * Why a microphone could not be opened: `denied` by the person or the system · `dismissed` the question was closed ·
 * `permissions-policy` the page, or the page around it, forbids it · `insecure-page` no HTTPS · `busy` another program has it,
 * or it is broken · `none` there is none · `gone` it is not there any more.
 */
export type MicrophoneProblem =
  'denied' | 'dismissed' | 'permissions-policy' | 'insecure-page' | 'busy' | 'none' | 'gone';

/** Why a sound came from the system's default device: the chosen one is gone, forbidden, can't be chosen here, or failed. */
export type SoundFallback = 'gone' | 'forbidden' | 'unsupported' | 'failed';

export interface MicrophoneReport {
  /** The device that was opened: as the browser names it on this page, and in the person's words. */
  readonly id: string;
  readonly label: string;
  /** The loudest that was heard, 0..1 in even steps for the ear. */
  readonly level: number;
  /** Somebody spoke, or something as loud was heard. */
  readonly heard: boolean;
  readonly problem: MicrophoneProblem | null;
}

export interface SoundReport {
  /** Empty: the system's default. */
  readonly id: string;
  /** The browser played the sound; whether it was heard, only the person knows. */
  readonly played: boolean;
  readonly fallback: SoundFallback | null;
}

export interface EchoReport {
  readonly number: string;
  /** Our own sound came back. */
  readonly heard: boolean;
  /** From our microphone through the PBX to our ear, in seconds; `null` when nothing came back. */
  readonly delay: number | null;
  /** Of the network, there and back, in seconds; `null` when unknown. */
  readonly roundTripTime: number | null;
  /** Share of lost packets in the direction that is worse, 0..1; `null` when there was no call. */
  readonly loss: number | null;
  /** Estimated mean opinion score, 1..4.5; `null` when there was no call. */
  readonly mos: number | null;
  /** Why there was no call: the manual's code (negative) or the SIP status, and its name. */
  readonly problem: { readonly code: number; readonly msg: string } | null;
}

export interface DeviceReport {
  /** When it was made: milliseconds since 1970. */
  readonly at: number;
  /** Whether the page may use the microphone; `unknown` where the browser does not tell. */
  readonly permission: PermissionState | 'unknown';
  readonly microphone: MicrophoneReport;
  readonly speaker: SoundReport;
  readonly ringer: SoundReport;
  /** `null` when none was made: nobody is signed in, a call is up, or none was wanted. */
  readonly echo: EchoReport | null;
}

export type DeviceCheckStep = 'microphone' | 'speaker' | 'ringer' | 'echo' | 'done';

/** A check that is under way, or the last one. */
export interface DeviceCheck {
  readonly step: DeviceCheckStep;
  /** What is known so far. */
  readonly report: Partial<DeviceReport>;
}
