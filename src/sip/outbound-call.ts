import { SessionState, type Inviter } from 'sip.js';
import { saysElsewhere } from './inbound-call.js';
import { parseSessionExpires } from './session-timer.js';
import { setMedia } from './sip-js-description.js';
import { SipJsCall } from './sip-js-call.js';
import type { CallMedia, DialogId, SipCall } from './sip-port.js';

/** A call that we place. */
export class OutboundCall extends SipJsCall<Inviter> {
  readonly direction = 'outbound';
  readonly remote: SipCall['remote'];
  readonly offersVideo = false;
  /** The dialog of the last provisional answer: a consultation can be handed over while it still rings. */
  #early: DialogId | null = null;

  constructor(inviter: Inviter, number: string, host: string) {
    super(inviter, host);
    this.remote = { number, name: '', company: '' };
    inviter.delegate = this.delegate();
  }

  get id(): string {
    return this.session.request.callId;
  }

  override get dialogId(): DialogId | null {
    return super.dialogId ?? this.#early;
  }

  /** Sends the INVITE when the offer is there. */
  async invite(media: CallMedia): Promise<void> {
    setMedia(this.session, media);
    await this.session.invite({
      requestDelegate: {
        onProgress: ({ message }) => {
          if (this.over) return;
          const { callId, fromTag: localTag, toTag: remoteTag } = message;
          this.#early = { callId, localTag, remoteTag };
          this.noteIdentity(message);
          // The first description is the answer, and the 200 repeats it (RFC 3261 section 13.2.1).
          const earlyMedia = message.body.trim() !== '';
          if (earlyMedia) media.acceptAnswer(message.body, { provisional: true }).catch(() => undefined);
          this.emit('progress', { earlyMedia });
        },
        onAccept: ({ message }) => {
          // sip.js calls this when the answer is applied and the ACK is on its way, or when that failed.
          if (!this.over) {
            this.noteIdentity(message);
            this.emit('accepted');
          }
          if (this.session.state !== SessionState.Established) return;
          this.agreeOnTimer(parseSessionExpires(message.getHeader('Session-Expires')), 'uac');
          this.confirm();
        },
        onReject: ({ message }) => {
          const end = { status: message.statusCode ?? 500, elsewhere: saysElsewhere(message.getHeader('Reason')) };
          // An answer without any header is sip.js's own: the INVITE could not be sent, or nothing came back.
          this.finish(message.hasHeader('Via') ? { by: 'peer', ...end } : { by: 'system', ...end, why: 'network' });
        },
        onRedirect: ({ message }) => this.finish({ by: 'peer', status: message.statusCode ?? 302, elsewhere: false }),
      },
    });
  }

  accept(): Promise<void> {
    return Promise.reject(new Error('An outgoing call is answered by the other side.'));
  }
}
