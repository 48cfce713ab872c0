import { Emitter } from '../emitter.js';
import { AudioSink } from './audio-sink.js';
import { CallInput, type InputChange } from './call-input.js';
import { CallQuality, type AudioFacts, type Quality } from './call-quality.js';
import type { DeviceWatcher } from './devices.js';
import type { Peer } from './peer.js';
import type { Report, ReportInfo } from './report.js';
import type { SinkFallback } from './sink-choice.js';
import type { AudioOptions, InputKind, MediaProblem } from './user-media.js';

export interface CallMediaEvents {
  /** Every three seconds while connected. */
  quality: [Quality];
  /** A direction fell silent, or is heard again. */
  audio: [AudioFacts];
  /** Another microphone or camera is sent from now on, and why. */
  input: [{ device: InputKind; why: InputChange; label: string; deviceId: string }];
  /** No microphone (or camera) is left; the first that is plugged in is taken. */
  inputLost: [MediaProblem];
  /** The system or another program took the microphone or camera away, or gave it back. */
  silenced: [{ device: InputKind; silenced: boolean }];
  /** The browser wants a press or a key before the call is heard; then it is, by itself. */
  blocked: [boolean];
  /** Why the call is heard from the default speaker instead of the chosen one; `null`: from the chosen one again. */
  speaker: [SinkFallback | null];
}

export interface CallMediaOptions {
  readonly devices: DeviceWatcher;
  readonly info: ReportInfo;
  readonly audio: AudioOptions;
  readonly microphoneId?: string | undefined;
  readonly cameraId?: string | undefined;
  readonly speakerId?: string | undefined;
  /** 0..1 */
  readonly volume?: number | undefined;
}

/** Everything around one call's peer: it is heard, its devices are followed, its quality is watched. */
export class CallMedia extends Emitter<CallMediaEvents> {
  readonly sink: AudioSink;
  readonly quality: CallQuality;
  readonly #peer: Peer;
  readonly #options: CallMediaOptions;
  readonly #inputs = new Map<InputKind, CallInput>();
  /** Chosen before there was a call to change. */
  readonly #chosen = new Map<InputKind, string>();
  #closed = false;

  /** The other side is heard from now on: early media come before the call is connected. */
  constructor(peer: Peer, options: CallMediaOptions) {
    super();
    const { devices, speakerId, volume } = options;
    this.#peer = peer;
    this.#options = options;
    this.sink = new AudioSink(peer.remoteStream, { sinkId: speakerId, volume, devices });
    this.sink.on('blocked', (blocked) => this.emit('blocked', blocked));
    this.sink.on('fallback', (fallback) => this.emit('speaker', fallback));
    this.quality = new CallQuality(peer.connection, options.info);
    this.quality.on('quality', (quality) => this.emit('quality', quality));
    this.quality.on('audio', (facts) => this.emit('audio', facts));
  }

  /** Both sides are connected: devices are followed, quality is counted. Call it again when a camera was turned on or off. */
  connected(): void {
    if (this.#closed) return;
    this.quality.start();
    const { microphoneId, cameraId } = this.#options;
    this.#follow('microphone', microphoneId, (track) => this.#peer.setMicrophone(track));
    this.#follow('camera', cameraId, (track) => this.#peer.setCamera(track));
  }

  /**
   * Takes another device; nothing is the default one. Nothing is negotiated. Before the call is connected it is remembered.
   * @throws MediaProblem and the call goes on as it was
   */
  async choose(device: InputKind, deviceId = ''): Promise<void> {
    const input = this.#inputs.get(device);
    if (input) await input.choose(deviceId);
    else this.#chosen.set(device, deviceId);
  }

  /** The call is over: releases everything. Call it before the peer is closed. Returns what there is to report. */
  close(): Report {
    this.#closed = true;
    this.quality.stop();
    this.sink.stop();
    for (const input of this.#inputs.values()) input.close();
    this.#inputs.clear();
    this.removeAllListeners();
    return this.quality.report;
  }

  #follow(device: InputKind, id: string | undefined, replace: (track: MediaStreamTrack) => Promise<void>): void {
    const kind = device === 'camera' ? 'video' : 'audio';
    const track = this.#peer.connection.getSenders().find((sender) => sender.track?.kind === kind)?.track;
    const present = this.#inputs.get(device);
    if (present && present.track === track) return;
    present?.close();
    this.#inputs.delete(device);
    if (!track) return;
    const { devices, audio } = this.#options;
    const input = new CallInput({ track, deviceId: id, devices, audio, replace });
    this.#inputs.set(device, input);
    input.on('change', (change) => this.emit('input', { device, ...change }));
    input.on('lost', (problem) => this.emit('inputLost', problem));
    input.on('silenced', (silenced) => this.emit('silenced', { device, silenced }));
    const chosen = this.#chosen.get(device);
    this.#chosen.delete(device);
    // Refused: the call goes on with what it has, as it would have done without the choice.
    if (chosen !== undefined) input.choose(chosen).catch(() => undefined);
  }
}
