import type { PhoneOperator } from '../phone/phone-operator.js';
import type { Session } from '../phone/session.js';
import { keepMedia } from '../store/call-media.js';
import { callSnapshot, noFacts, type CallFacts } from './call-snapshot.js';
import type { FactDetails, FactName } from '../store/messages.js';
import type { CallSnapshot, NoAudioWay, PhoneSnapshot } from '../store/phone-snapshot.js';
import type { PhoneStore } from '../store/phone-store.js';

/** Tells the page; `<linkus-phone>` makes a DOM event of it. */
export type TellFact = <Name extends FactName>(name: Name, detail: FactDetails[Name]) => void;

/** How long a call that ended is still shown, with the reason (ms). */
const endedTime = 5000;

/** Keeps the calls of a phone in its store, and tells the page of each. */
export class LiveCalls {
  readonly #facts = new Map<string, CallFacts>();
  #phone: PhoneOperator | null = null;
  #forgetEnded: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: PhoneStore,
    private readonly tell: TellFact,
  ) {}

  follow(phone: PhoneOperator): void {
    this.#phone = phone;
    phone.on('newRTCSession', ({ session }) => this.#follow(session));
    phone.on('incoming', ({ session }) => this.tell('linkus-incoming', { call: this.#snapshotOf(session) }));
    phone.on('deleteSession', ({ session }) => this.#onEnd(session));
  }

  /** The phone is gone, and with it its calls; each has told its end. */
  leave(): void {
    this.#phone = null;
  }

  /** Nobody is signed in any more: what ended last is no longer shown. */
  stop(): void {
    clearTimeout(this.#forgetEnded);
  }

  markAnswering(callId: string, answering: boolean): void {
    this.#note(callId, { answering });
  }

  /** A wish about a call was sent; `warningMessage` tells if nothing comes of it, for a transfer else the end of the call. */
  markSent(callId: string, { transfers }: { transfers: boolean }): void {
    this.#note(callId, { warning: null });
    if (!transfers) return;
    // The consultation and its parent are handed over together, and the parent is told what becomes of it.
    const session = this.#phone?.sessions.get(callId);
    this.#note((session?.parent ?? session)?.status.callId ?? '', { transferring: true, warning: null });
  }

  #note(callId: string, change: Partial<CallFacts>): void {
    const session = this.#phone?.sessions.get(callId);
    if (!session) return;
    const before = this.#facts.get(callId) ?? noFacts;
    // Quality is told every three seconds and seldom another: what is the same must not be drawn again.
    if (Object.entries(change).every(([name, value]) => before[name as keyof CallFacts] === value)) return;
    this.#facts.set(callId, { ...before, ...change });
    this.#change(session);
  }

  /** A call changed: draws it again and emits the event. */
  #change(session: Session): void {
    this.#draw();
    this.tell('linkus-call-change', { call: this.#snapshotOf(session) });
  }

  #follow(session: Session): void {
    const { callId } = session.status;
    // The next call: how the one before ended is known by now.
    for (const [id, { warning }] of this.#facts)
      if (warning?.action === 'other-call') this.#note(id, { warning: null });
    keepMedia(callId, {
      get localStream() {
        return session.localStream;
      },
      get remoteStream() {
        return session.remoteStream;
      },
      get microphone() {
        return session.media?.peer.microphone ?? null;
      },
    });
    this.#draw();
    session.on('quality', ({ networkLevel }) => this.#note(callId, { networkLevel }));
    session.on('audio', ({ noAudioIn, noAudioOut }) => {
      this.#note(callId, { noAudio: wayOf(noAudioIn !== null, noAudioOut !== null) });
    });
    for (const name of ['statusChange', 'updateLocalStream', 'reconnecting', 'reconnected'] as const) {
      session.on(name, () => this.#change(session));
    }
    session.on('blocked', ({ blocked }) => this.#note(callId, { playBlocked: blocked }));
    session.on('input', ({ kind, why }) => {
      if (kind === 'microphone') this.#note(callId, { noMicrophone: why === 'lost' ? 'lost' : null });
    });
    session.on('silenced', ({ kind, silenced }) => {
      if (kind === 'microphone') this.#note(callId, { noMicrophone: silenced ? 'taken' : null });
    });
    session.on('warningMessage', ({ action, code }) => {
      const over: Partial<CallFacts> = action === 'transfer' ? { transferring: false } : {};
      this.#note(callId, { ...over, warning: Object.freeze({ action, code, at: Date.now() }) });
    });
    this.tell('linkus-call-start', { call: this.#snapshotOf(session) });
  }

  #onEnd(session: Session): void {
    const call = this.#snapshotOf(session);
    this.#facts.delete(call.callId);
    keepMedia(call.callId, null);
    const left = this.#phone?.currentSession;
    if (left && !left.status.isRing && isNews(call)) {
      const { name, number, endReason, endCode: code } = call;
      const ended = Object.freeze({ name, number, endReason });
      this.#note(left.status.callId, { warning: Object.freeze({ action: 'other-call', code, at: Date.now(), ended }) });
    }
    clearTimeout(this.#forgetEnded);
    this.#forgetEnded = setTimeout(() => this.store.update({ endedCall: null }), endedTime);
    this.store.update({ endedCall: call });
    this.#draw();
    this.tell('linkus-call-end', { call, reason: call.endReason ?? 'pbx', code: call.endCode });
  }

  #draw(): void {
    const phone = this.#phone;
    const sessions = phone?.getSessions() ?? [];
    const calls = Object.freeze(sessions.map((session) => this.#snapshotOf(session)));
    const present: Partial<PhoneSnapshot> = { calls, currentCallId: phone?.currentSessionID ?? null };
    // A new call takes the place of the one that ended; not while it only rings, or nobody would read why that one failed.
    this.store.update(calls.some(({ incoming }) => !incoming) ? { ...present, endedCall: null } : present);
  }

  #snapshotOf(session: Session): CallSnapshot {
    return callSnapshot(session, this.#facts.get(session.status.callId) ?? noFacts);
  }
}

/** Not what the person has done here. */
function isNews({ direction, endReason }: CallSnapshot): boolean {
  const reason = endReason ?? 'pbx';
  if (direction === 'inbound' && reason === 'rejected') return false;
  return !['hung-up-here', 'cancelled', 'transferred', 'phone-closed', 'answered-elsewhere'].includes(reason);
}

function wayOf(noIn: boolean, noOut: boolean): NoAudioWay {
  if (noIn && noOut) return 'both';
  return noIn ? 'in' : noOut ? 'out' : null;
}
