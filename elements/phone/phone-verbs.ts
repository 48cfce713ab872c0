import type { PhoneSnapshot } from '../../src/store/phone-snapshot.js';
import { currentCall } from '../base/current-call.js';
import { dialNumbers } from '../base/dial-numbers.js';
import { LinkusElement } from '../base/linkus-element.js';

/**
 * What a program may ask of a phone. Each method fires the event that an element would fire, so that a page can prevent both
 * in one place; what comes of it is told by events and seen in the snapshot. Without a call id the current call is meant.
 */
export abstract class PhoneVerbs extends LinkusElement {
  /** Everything that the elements draw, as plain frozen data. */
  abstract get snapshot(): PhoneSnapshot;

  get #currentId() {
    return currentCall(this.snapshot)?.callId ?? '';
  }

  get #ringingId() {
    return this.snapshot.calls.find(({ incoming }) => incoming)?.callId ?? '';
  }

  #dialText(number: string) {
    return dialNumbers(this)?.dialText(number) ?? number;
  }

  /** Calls a number; it may be written with spaces and brackets. `video`: with our camera. */
  call(number: string, { video = false } = {}): void {
    this.request('linkus-call-request', { number: this.#dialText(number), video });
  }

  /** Answers a call, or the first that rings; the one that is up goes on hold. `video`: with our camera. */
  answer(callId = this.#ringingId, { video = false } = {}): void {
    this.request('linkus-answer-request', video ? { callId, video } : { callId });
  }

  /** Rejects a call, or the first that rings. */
  reject(callId = this.#ringingId): void {
    this.request('linkus-reject-request', { callId });
  }

  /** Ends a call. */
  hangUp(callId = this.#currentId): void {
    this.request('linkus-hang-up-request', { callId });
  }

  /** Keeps our voice from the other side; `false` ends that. */
  mute(muted = true, callId = this.#currentId): void {
    this.request('linkus-mute-request', { callId, muted });
  }

  /** Puts the other side on hold; `false` takes it back, and the other calls go on hold. */
  hold(held = true, callId = this.#currentId): void {
    this.request('linkus-hold-request', { callId, held });
  }

  /** Records the call at the PBX, as far as it lets this extension; `false` pauses. */
  record(recording = true, callId = this.#currentId): void {
    this.request('linkus-record-request', { callId, recording });
  }

  /**
   * Hands the other side over to a number. `attended`: talks to that one first, until `completeTransfer()` or
   * `cancelTransfer()`.
   */
  transfer(number: string, kind: 'blind' | 'attended' = 'blind', callId = this.#currentId): void {
    this.request('linkus-transfer-request', { callId, number: this.#dialText(number), kind });
  }

  /** Joins the two others of an attended transfer. */
  completeTransfer(callId = this.#currentId): void {
    this.request('linkus-transfer-complete-request', { callId });
  }

  /** Ends the consultation and takes the first call back. */
  cancelTransfer(callId = this.#currentId): void {
    this.request('linkus-transfer-cancel-request', { callId });
  }

  /** Turns our camera on; `false` turns pictures off, both ways. */
  useVideo(video = true, callId = this.#currentId): void {
    this.request('linkus-video-request', { callId, video });
  }

  /** Sends tones. @param tones characters of `0123456789*#` */
  sendDtmf(tones: string, callId = this.#currentId): void {
    this.request('linkus-dtmf-request', { callId, tones });
  }
}
