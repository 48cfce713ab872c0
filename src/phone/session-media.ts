import { Emitter } from '../emitter.js';
import type { AudioFacts, Quality } from '../media/call-quality.js';
import { AudioSink } from '../media/audio-sink.js';
import { CallInput, type InputChange } from '../media/call-input.js';
import { CallQuality } from '../media/call-quality.js';
import type { DeviceWatcher } from '../media/devices.js';
import type { Peer } from '../media/peer.js';
import type { Report, ReportInfo } from '../media/report.js';
import type { AudioOptions } from '../media/user-media.js';
import type { DeviceIds } from './phone-config.js';

export interface SessionMediaEvents {
  quality: [Quality];
  audio: [AudioFacts];
  /** Another microphone or camera is used, or none is left (`lost`, with the manual's `code`). */
  input: [{ kind: 'microphone' | 'camera'; why: InputChange | 'lost'; label: string; deviceId: string; code: number }];
  /** The system took the sound or picture away (true), or gave it back. */
  silenced: [{ kind: 'microphone' | 'camera'; silenced: boolean }];
  /** The browser plays nothing before the page is pressed (true), or plays now. */
  blocked: [boolean];
}

/** What the media of a call need of their phone. */
export interface MediaSetting {
  readonly deviceIds: DeviceIds;
  readonly audio: AudioOptions;
  readonly devices: DeviceWatcher;
}

/** Everything that a call's media consist of besides the connection: what we hear, what we send, how good it is. */
export class SessionMedia extends Emitter<SessionMediaEvents> {
  readonly peer: Peer;
  readonly #setting: MediaSetting;
  readonly #sink: AudioSink;
  readonly #quality: CallQuality;
  readonly #inputs = new Map<'microphone' | 'camera', CallInput>();

  constructor(peer: Peer, info: ReportInfo, setting: MediaSetting) {
    super();
    this.peer = peer;
    this.#setting = setting;
    const { speakerId: sinkId, volume } = setting.deviceIds;
    this.#sink = new AudioSink(peer.remoteStream, { sinkId, volume, devices: setting.devices });
    this.#quality = new CallQuality(peer.connection, info);
    this.#quality.on('quality', (quality) => void this.emit('quality', quality));
    this.#quality.on('audio', (facts) => {
      // What comes in and is not heard may only wait for somebody to play it.
      if (facts.noAudioIn) this.#sink.play();
      this.emit('audio', facts);
    });
    this.#sink.on('blocked', (blocked) => void this.emit('blocked', blocked));
    this.followInputs();
  }

  /** The manual's report as of the last sample. */
  get report(): Report {
    return this.#quality.report;
  }

  /** Both sides are connected. */
  start(): this {
    this.#quality.start();
    return this;
  }

  /** Follows the microphone and the camera that the peer has now. */
  followInputs(): void {
    this.#follow('microphone', this.peer.microphone, this.#setting.deviceIds.microphoneId, (track) =>
      this.peer.setMicrophone(track),
    );
    this.#follow('camera', this.peer.camera, this.#setting.deviceIds.cameraId, (track) => this.peer.setCamera(track));
  }

  #follow(
    kind: 'microphone' | 'camera',
    track: MediaStreamTrack | null,
    deviceId: string | undefined,
    replace: (track: MediaStreamTrack) => Promise<void>,
  ): void {
    const present = this.#inputs.get(kind);
    if (present?.track === track) return;
    present?.close();
    this.#inputs.delete(kind);
    if (!track) return;
    const { audio, devices } = this.#setting;
    const input = new CallInput({ track, deviceId, audio, devices, replace });
    input.on('change', (change) => void this.emit('input', { kind, ...change, code: 0 }));
    input.on('lost', ({ code }) => void this.emit('input', { kind, why: 'lost', label: '', deviceId: '', code }));
    input.on('silenced', (silenced) => void this.emit('silenced', { kind, silenced }));
    this.#inputs.set(kind, input);
  }

  /** Uses other devices from now on. @throws Result -202 -203 -290 -291 when one can't be opened; the old one stays */
  async choose({ microphoneId, cameraId, speakerId, volume }: DeviceIds): Promise<void> {
    if (volume !== undefined) this.#sink.setVolume(volume);
    await Promise.all([
      speakerId === undefined ? undefined : this.#sink.setSink(speakerId),
      microphoneId === undefined ? undefined : this.#inputs.get('microphone')?.choose(microphoneId),
      cameraId === undefined ? undefined : this.#inputs.get('camera')?.choose(cameraId),
    ]);
  }

  close(): void {
    for (const input of this.#inputs.values()) input.close();
    this.#quality.stop();
    this.#sink.stop();
    this.peer.close();
    this.removeAllListeners();
  }
}
