import { Emitter } from '../emitter.js';
import { createLogger } from '../logger.js';
import type { Device } from './device-list.js';
import type { DeviceWatcher } from './devices.js';
import {
  missing,
  onPermission,
  openUserMedia,
  type AudioOptions,
  type InputKind,
  type MediaProblem,
} from './user-media.js';

const log = createLogger('media');

/**
 * `chosen` by the person · `gone`, the one that was chosen is not there and the default was taken · `unplugged` and
 * replaced by the default · `returned`, the one that was wanted is back.
 */
export type InputChange = 'chosen' | 'gone' | 'unplugged' | 'returned';

export interface CallInputEvents {
  /** Another device is heard or seen in this call from now on. */
  change: [{ why: InputChange; label: string; deviceId: string }];
  /** No device is left; the first one that comes is taken. */
  lost: [MediaProblem];
  /** The system or another program took the sound or picture away (true), or gave it back. */
  silenced: [boolean];
}

export interface CallInputOptions {
  /** What the call sends now: a track of a microphone or of a camera. */
  track: MediaStreamTrack;
  /** The device that was asked for; nothing when it was the default. */
  deviceId?: string | undefined;
  audio?: AudioOptions;
  devices: DeviceWatcher;
  /** Sends this track instead (`RTCRtpSender.replaceTrack`). The old one is stopped afterwards. */
  replace: (track: MediaStreamTrack) => Promise<void>;
}

/** The microphone, or the camera, of one call: changes it during the call and follows what happens to it. */
export class CallInput extends Emitter<CallInputEvents> {
  readonly #kind: InputKind;
  readonly #options: CallInputOptions;
  readonly #closing = new AbortController();
  /** Ends the listeners of the present track. */
  #listening = new AbortController();
  #track: MediaStreamTrack;
  /** Which device it should be. It may be gone. */
  #wanted: Pick<Device, 'id' | 'label'>;
  /** Another one is used meanwhile. */
  #away = false;
  /** None is there. */
  #lost = false;
  #doing: Promise<unknown> = Promise.resolve();

  constructor(options: CallInputOptions) {
    super();
    const { track, devices } = options;
    this.#options = options;
    this.#kind = track.kind === 'video' ? 'camera' : 'microphone';
    this.#track = track;
    this.#wanted = { id: options.deviceId ?? '', label: '' };
    this.#listen();
    devices.on('change', () => this.#onDevices(), { signal: this.#closing.signal });
    devices.on('unplugged', (gone) => this.#onUnplugged(gone), { signal: this.#closing.signal });
    // A permission that is taken away ends the track. When it is given back, the list of devices need not change.
    onPermission(this.#kind, () => this.#onDevices(), this.#closing.signal);
    // The page may use devices now, which perhaps it could not before: only now they have names.
    this.#doing = devices.refresh().then(
      () => this.#name(),
      () => undefined,
    );
  }

  get track(): MediaStreamTrack {
    return this.#track;
  }

  /** Takes another device; nothing is the system's default. Resolves when it is sent; a refusal leaves the call as it was. */
  choose(deviceId = ''): Promise<void> {
    return this.#next(async () => {
      const wanted = this.#wanted;
      this.#wanted = { id: deviceId, label: '' };
      try {
        await this.#switch('chosen', deviceId);
      } catch (error) {
        this.#wanted = wanted;
        throw error;
      }
      this.#name();
    });
  }

  /** The call is over: releases the device, also one that is just being opened. */
  close(): void {
    this.#closing.abort();
    this.#listening.abort();
    this.#track.stop();
    this.removeAllListeners();
  }

  /** One after the other: whatever is asked for last is what stays. */
  #next(action: () => Promise<void>): Promise<void> {
    const done = this.#doing.then(async () => {
      if (!this.#closing.signal.aborted) await action();
    });
    this.#doing = done.catch(() => undefined);
    return done;
  }

  /** Of the default, what it stands for now: when that is unplugged and comes back, it is wanted again. */
  #name(): void {
    const { deviceId = '' } = this.#track.getSettings();
    const used = deviceId === 'default' ? this.#present().find(({ isDefault }) => isDefault)?.id : deviceId;
    const id = this.#wanted.id || used || '';
    const device = this.#present().find((present) => present.id === id);
    this.#wanted = { id, label: device?.label ?? '' };
    this.#away = id !== '' && !device;
  }

  #present(): Device[] {
    return this.#options.devices.devices.filter(({ kind }) => kind === this.#kind);
  }

  #listen(): void {
    this.#listening.abort();
    const { signal } = (this.#listening = new AbortController());
    // A track that we stop ourselves has no `ended` event.
    this.#track.addEventListener('ended', () => this.#fallBack(), { signal });
    this.#track.addEventListener('mute', () => this.emit('silenced', true), { signal });
    this.#track.addEventListener('unmute', () => this.emit('silenced', false), { signal });
  }

  #onUnplugged(gone: readonly Device[]): void {
    // Not every browser ends the track of a device that is pulled out.
    if (gone.some(({ kind, id }) => kind === this.#kind && id === this.#track.getSettings().deviceId)) this.#fallBack();
  }

  #fallBack(): void {
    const track = this.#track;
    void this.#next(async () => {
      if (track !== this.#track || this.#lost) return;
      this.#away = true;
      await this.#recover('unplugged', '');
    });
  }

  #onDevices(): void {
    void this.#next(async () => {
      const { id, label } = this.#wanted;
      const wanted = this.#options.devices.find(this.#kind, id, label);
      if (wanted && this.#away) await this.#recover('returned', wanted.id);
      else if (this.#lost && this.#present().length > 0) await this.#recover('unplugged', '');
      if (!wanted && id) this.#away = true;
    });
  }

  /** A device that doesn't open leaves the call without one, until the next change of devices or of the permission. */
  async #recover(why: InputChange, deviceId: string): Promise<void> {
    try {
      await this.#switch(why, deviceId);
    } catch (error) {
      log.warn(`the ${this.#kind} could not be replaced`);
      if (this.#lost || (why === 'returned' && this.#track.readyState === 'live')) return;
      this.#lost = true;
      this.emit('lost', isMediaProblem(error) ? error : missing(this.#kind, 'gone'));
    }
  }

  async #switch(why: InputChange, deviceId: string): Promise<void> {
    const { audio = {}, replace } = this.#options;
    let change = why;
    const wish = { signal: this.#closing.signal, onGone: () => (change = 'gone') };
    const stream = await openUserMedia(
      this.#kind === 'camera'
        ? { ...wish, audio: false, video: true, cameraId: deviceId }
        : { ...wish, audio, microphoneId: deviceId },
    );
    const old = this.#track;
    const { enabled } = old;
    const [track] = stream.getTracks() as [MediaStreamTrack];
    track.enabled = enabled;
    try {
      await replace(track);
    } catch (error) {
      track.stop();
      throw error;
    }
    // Muted, or no longer, while it was being replaced.
    if (old.enabled !== enabled) track.enabled = old.enabled;
    old.stop();
    if (wish.signal.aborted) {
      track.stop();
      return;
    }
    this.#track = track;
    this.#lost = false;
    this.#away = change === 'unplugged' || change === 'gone';
    this.#listen();
    this.emit('change', { why: change, label: track.label, deviceId: track.getSettings().deviceId ?? '' });
  }
}

function isMediaProblem(error: unknown): error is MediaProblem {
  return typeof error === 'object' && error !== null && 'reason' in error && 'code' in error;
}
