import type { Report } from '../media/report.js';
import type { AudioOptions } from '../media/user-media.js';

/** What a phone needs to know of its PBX and its page. */
export interface PhoneConfig {
  deviceIds: DeviceIds;
  iceServers: readonly RTCIceServer[];
  /** Told of each outgoing call when its INVITE is sent. */
  onCall: () => void;
  /** Our own number. */
  extension: string;
  /** Two calls at once, else one. */
  callWaiting: boolean;
  /** 0 none, 1 pause and resume, 2 also start. */
  recordPermissions: number;
  recordFeatureCode: string;
  /** Status of the PBX's `video` service; empty when it has none. */
  videoPlan: string;
  /** How often a failed registration is tried again. */
  reRegistryPhoneTimes: number;
  audio: AudioOptions;
  /** Names of codecs, best first; empty: the browser's order. */
  codecs: readonly string[];
  /** What the PBX knows of a number. Never rejects. */
  lookUp: (number: string) => Promise<{ name?: string; avatar?: string }>;
  /** Takes the last report of a call that was connected. */
  sendReport: (report: Report) => void;
}

export interface DeviceIds {
  cameraId?: string;
  microphoneId?: string;
  speakerId?: string;
  /** 0..1 */
  volume?: number;
}

/** What the PBX may change while the phone runs. */
export type PhoneUpdate = Partial<
  Pick<PhoneConfig, 'callWaiting' | 'recordPermissions' | 'recordFeatureCode' | 'videoPlan' | 'iceServers'>
>;
