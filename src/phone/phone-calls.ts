import { Emitter } from '../emitter.js';
import { checkEventName } from '../known-events.js';
import type { Result } from '../result.js';
import type { CallOptions } from './call-setup.js';
import type { StaticCallStatus } from './call-status.js';
import type { PhoneConfig } from './phone-config.js';
import { phoneEvents, type PhoneOperatorEvents } from './phone-events.js';
import { mayRecord, sendRecordCode } from './recording.js';
import type { Session } from './session.js';
import { blindTransfer, completeTransfer, mayConsult } from './transfer.js';
import { audioToVideo, renegotiate, videoToAudio } from './video.js';

/** The calls of a phone: which there are, which is looked at, and what may be asked of each by its id. */
export abstract class PhoneCalls extends Emitter<PhoneOperatorEvents> {
  /** Call-ID → session, from `newRTCSession` until just before `deleteSession`. */
  readonly sessions = new Map<string, Session>();
  currentSessionID: string | null = null;
  readonly config: PhoneConfig;
  /** Aborted when the phone goes away. */
  protected readonly ending = new AbortController();

  constructor(config: PhoneConfig) {
    super((name) => void checkEventName('phone', phoneEvents, name));
    this.config = config;
  }

  abstract call(text: string, option?: CallOptions, transferId?: string): Promise<Result>;

  get currentSession(): Session | null {
    return (this.currentSessionID !== null && this.sessions.get(this.currentSessionID)) || null;
  }

  /** The calls that ring here. */
  get incomingList(): Session[] {
    return this.getSessions().filter(({ status }) => status.isRing);
  }

  /** The session of a call; without an argument all of them, as the manual has it. */
  getSession(): Session[];
  getSession(callId: string): Session | null;
  getSession(callId?: string): Session[] | Session | null {
    return callId === undefined ? this.getSessions() : (this.sessions.get(callId) ?? null);
  }

  getSessions(): Session[] {
    return [...this.sessions.values()];
  }

  getCurrentSession(): Session | null {
    return this.currentSession;
  }

  setCurrentSession(callId: string): boolean {
    if (!this.sessions.has(callId)) return false;
    this.currentSessionID = callId;
    return true;
  }

  setSessionStaticStatus(callId: string, change: Partial<StaticCallStatus>, startManualModel = false): boolean {
    return this.#with(callId, (session) => Boolean(session.setStaticStatus(change, startManualModel)));
  }

  reject(callId: string): boolean {
    return this.terminate(callId);
  }

  hangup(callId: string): boolean {
    return this.terminate(callId);
  }

  /** Ends a call in the way its state asks for. `false` when there is no such call. */
  terminate(callId: string): boolean {
    return this.#with(callId, (session) => session.terminate());
  }

  dtmf(callId: string, tones: string): boolean {
    return this.#with(callId, (session) => session.dtmf(tones));
  }

  mute(callId: string): boolean {
    return this.#with(callId, (session) => session.mute());
  }

  unmute(callId: string): boolean {
    return this.#with(callId, (session) => session.unmute());
  }

  hold(callId: string): boolean {
    return this.#with(callId, (session) => session.hold());
  }

  /** Takes a held call back; the other calls go on hold. */
  unhold(callId: string): boolean {
    return this.#with(callId, (session) => {
      if (!session.resume()) return false;
      this.holdOthers(callId);
      this.currentSessionID = callId;
      return true;
    });
  }

  /** Hands the other side over to a number. A transfer that is refused brings the call back (`warningMessage`). One at a time. */
  blindTransfer(callId: string, text: string): boolean {
    return this.#with(callId, (session) => blindTransfer(session, text));
  }

  /**
   * Completes an attended transfer: `callId` is the consultation, or the call that it belongs to. Without a consultation
   * one is begun with `number`. The consultation may still be ringing.
   */
  attendedTransfer(callId: string, text: string): boolean {
    return this.#with(callId, (session) => {
      const consultation = session.parent ? session : this.consultationOf(session);
      const parent = session.parent ?? session;
      if (consultation) return completeTransfer(parent, consultation);
      if (!mayConsult(parent, text)) return false;
      // Why it was refused is no SIP status; that nothing comes of it must be told.
      this.call(text, {}, callId).catch(() => session.warn('transfer', 0));
      return true;
    });
  }

  /** Turns our camera on in a call; the other side is asked by re-INVITE. */
  audioToVideo(callId: string): boolean {
    return this.#with(callId, (session) => audioToVideo(session, this.config, this.ending.signal));
  }

  /** Turns pictures off, both ways. */
  videoToAudio(callId: string): boolean {
    return this.#with(callId, videoToAudio);
  }

  /** Negotiates the media anew; `offerToReceiveVideo` asks for the other side's picture, or no longer. */
  renegotiate(callId: string, offerToReceiveVideo?: boolean): boolean {
    return this.#with(callId, (session) => renegotiate(session, offerToReceiveVideo));
  }

  startRecord(callId: string): boolean {
    return this.#record(callId, 'start');
  }

  pauseRecord(callId: string): boolean {
    return this.#record(callId, 'pause');
  }

  #with(callId: string, action: (session: Session) => boolean): boolean {
    const session = this.sessions.get(callId);
    return session !== undefined && action(session);
  }

  protected consultationOf(parent: Session): Session | undefined {
    return this.getSessions().find((session) => session.parent === parent);
  }

  protected ringingFrom(number: string): Session | undefined {
    const ringing = this.incomingList.filter(({ status }) => status.number === number);
    return ringing.length === 1 ? ringing[0] : undefined;
  }

  protected holdOthers(callId: string): void {
    for (const [id, session] of this.sessions) if (id !== callId) session.stepAside();
  }

  #record(callId: string, wish: 'start' | 'pause'): boolean {
    const { recordPermissions, recordFeatureCode } = this.config;
    return this.#with(
      callId,
      (session) =>
        recordFeatureCode !== '' &&
        mayRecord(recordPermissions, session.status.recordStatus, wish) &&
        sendRecordCode(session, recordFeatureCode),
    );
  }
}
