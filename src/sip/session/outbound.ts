import { URI } from 'sip.js/lib/grammar/uri.js';
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import type { OutgoingRequestMessage } from 'sip.js/lib/core/messages/outgoing-request-message.js';
import { hasUsableAudio } from '../../sdp.js';
import { sdpType } from '../body.js';
import { allowedMethods } from '../user-agent.js';
import type { CallMedia } from '../sip-port.js';
import type { SessionDialog } from './dialog.js';
import { hasOption } from './headers.js';
import { InviteClient } from './invite-client.js';
import { LostAnswer } from './lost-answer.js';
import { saysElsewhere } from './reason.js';
import { SipSession, type SipStack } from './session.js';
import type { InviteState } from './state.js';
import { parseSessionExpires } from './timer.js';

/** How long the final response to an INVITE may take after its CANCEL (ms). */
const cancelTime = 1500;

/** A call that we place. */
export class OutboundCall extends SipSession {
  readonly direction = 'outbound';
  readonly offersVideo = false;
  readonly headers = Object.freeze({});
  readonly replaces = null;
  readonly remote: { number: string; name: string; company: string };
  readonly #request: OutgoingRequestMessage;
  #invite: InviteClient | null = null;
  /** The answer is there, by a reliable provisional response or by the 200 (RFC 3262 section 5). */
  #answered = false;
  /** The description of the last provisional response: the answer, should the 200 bring none. */
  #earlyAnswer = '';
  #offer = '';
  /** The socket on which it rang is lost, and with it whatever was said on it since. */
  #deaf = false;
  #lostAnswer: LostAnswer | null = null;
  #cancelling: ReturnType<typeof setTimeout> | undefined;

  /** `sign` may put the credentials into the INVITE before it is challenged. */
  constructor(
    stack: SipStack,
    number: string,
    extraHeaders: readonly string[],
    sign: (request: OutgoingRequestMessage) => void,
  ) {
    super(stack, 'calling');
    const { agent, host } = stack;
    const target = new URI('sip', number, host);
    const headers = [`Contact: ${agent.contact}`, `Allow: ${allowedMethods}`, ...extraHeaders];
    this.#request = agent.makeOutgoingRequestMessage('INVITE', target, agent.aor, target, {}, headers);
    sign(this.#request);
    this.remote = { number, name: '', company: '' };
  }

  get id(): string {
    return this.#request.callId;
  }

  ring(): void {
    // Rings at the other side.
  }

  accept(): Promise<void> {
    return Promise.reject(new Error('An outgoing call is answered by the other side.'));
  }

  /** Sends the INVITE when the offer is there. Rejects when none could be made. */
  async invite(media: CallMedia): Promise<void> {
    this.media = media;
    const body = await media.offer();
    if (this.over) return;
    this.#offer = body;
    this.#request.body = { body, contentType: sdpType };
    this.#invite = new InviteClient(this.stack.agent, this.#request, {
      onTrying: () => this.#onAnyResponse(),
      onProgress: (message, dialog) => this.#onProgress(message, dialog),
      onAccept: (message, dialog) => void this.#onAccept(message, dialog),
      onReject: (message) => this.#onReject(message),
    });
  }

  #onAnyResponse(): void {
    this.#onHeard();
    this.move('progress');
  }

  #onProgress(message: IncomingResponseMessage, dialog: SessionDialog): void {
    this.#onAnyResponse();
    const sequence = message.getHeader('rseq');
    const reliable = sequence !== undefined && hasOption(message, 'require', '100rel');
    if (reliable) dialog.request('PRACK', {}, { extraHeaders: [`RAck: ${sequence} ${message.cseq} INVITE`] });
    if (this.over) return;
    this.adopt(dialog);
    this.noteIdentity(message);
    // One without sound may still be followed by another.
    const sdp = hasUsableAudio(message.body) ? message.body : '';
    if (sdp && !this.#answered) {
      this.#earlyAnswer = sdp;
      this.#answered = reliable;
      // The first description is the answer, and the 200 repeats it (RFC 3261 section 13.2.1).
      this.media?.acceptAnswer(sdp, { provisional: !reliable }).catch(() => undefined);
    }
    this.emit('progress', { earlyMedia: sdp !== '' });
  }

  async #onAccept(message: IncomingResponseMessage, dialog: SessionDialog): Promise<void> {
    this.#onHeard();
    clearTimeout(this.#cancelling);
    // Ended here while the 200 was on its way, or another branch of a fork: that one is a call, too, and ends (RFC 3261
    // sections 13.2.2.4 and 15).
    if (!this.move('answer')) {
      this.bye(dialog);
      return;
    }
    this.adopt(dialog);
    this.noteIdentity(message);
    this.agreeOnTimer(parseSessionExpires(message.getHeader('Session-Expires')), 'uac');
    this.emit('accepted');
    try {
      await this.#applyAnswer(message.body || this.#earlyAnswer);
    } catch {
      this.endWithoutMedia();
      return;
    }
    this.confirm();
  }

  async #applyAnswer(sdp: string): Promise<void> {
    if (!hasUsableAudio(sdp)) throw new Error('The answer has no sound that we know.');
    if (!this.#answered) await this.media?.acceptAnswer(sdp);
  }

  #onReject(message: IncomingResponseMessage): void {
    const wasDeaf = this.#deaf;
    this.#onHeard();
    clearTimeout(this.#cancelling);
    this.release();
    const end = { status: message.statusCode ?? 500, elsewhere: saysElsewhere(message) };
    // A response without any header is sip.js's own: nothing came back.
    if (!message.hasHeader('Via') && wasDeaf && !this.over) this.#invite?.cancel(true);
    this.finish(message.hasHeader('Via') ? { by: 'peer', ...end } : { by: 'system', ...end, why: 'network' });
  }

  protected giveUp(_status: number, state: InviteState): void {
    if (state === 'answered') this.bye();
    else if (!this.#invite) this.release();
    else if (this.stack.withdraw(this.#invite)) this.stack.abandon(this.#invite);
    else this.#cancel(this.#invite, state);
  }

  /**
   * A 200 may have been lost with its socket, and a CANCEL does not end what is answered. So a BYE follows when no final
   * response comes; it ends a call that rings, too (RFC 3261 section 15).
   */
  #cancel(invite: InviteClient, state: InviteState): void {
    // In `calling` it goes out with the first response, if there is one.
    invite.cancel();
    if (this.#deaf && state === 'calling') invite.cancel(true);
    if (!this.dialog) return;
    const bye = (): void => {
      this.bye();
      void this.gone.then(() => this.stack.abandon(invite));
    };
    if (this.#deaf) bye();
    else this.#cancelling = setTimeout(bye, cancelTime);
  }

  /** A response to the INVITE has come, so that the next one will. */
  #onHeard(): void {
    this.#deaf = false;
    this.#lostAnswer?.stop();
  }

  protected override onClose(): void {
    this.#lostAnswer?.stop();
  }

  override onConnectionLost(): void {
    super.onConnectionLost();
    this.#deaf = this.state === 'calling' || this.state === 'proceeding';
    this.#lostAnswer?.stop();
  }

  onConnectionBack(): void {
    if (this.state !== 'proceeding') return;
    const { stack } = this;
    this.#lostAnswer = new LostAnswer({
      stack,
      request: this.#request,
      offer: this.#offer,
      dialog: this.dialog,
      onAnswer: (message, dialog) => this.#onFound(message, dialog),
      onLost: () => this.end({ why: 'network' }),
    });
  }

  /** The other side's answer, found over the new socket. */
  #onFound(message: IncomingResponseMessage, dialog: SessionDialog): void {
    const { dialogs } = this.stack.agent;
    const known = this.dialog;
    // The lost one came after all, and has begun the dialog of this name.
    if (known && (this.state === 'answered' || this.state === 'confirmed')) {
      dialogs.set(known.id, known);
      return;
    }
    // The dialog of the first INVITE goes with it, and has the same name.
    if (this.#invite) this.stack.abandon(this.#invite);
    dialogs.set(dialog.id, dialog);
    void this.#onAccept(message, dialog);
  }
}
