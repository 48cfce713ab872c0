import type { Invitation } from 'sip.js';
import { offersVideo } from '../sdp.js';
import { parseSessionExpires } from './session-timer.js';
import { setMedia } from './sip-js-description.js';
import { SipJsCall, timerAnswer } from './sip-js-call.js';
import type { CallMedia, SipCall } from './sip-port.js';

const requestTerminated = 487;

/** A call that comes in. */
export class InboundCall extends SipJsCall<Invitation> {
  readonly direction = 'inbound';
  readonly remote: SipCall['remote'];
  readonly offersVideo: boolean;

  constructor(invitation: Invitation, host: string) {
    super(invitation, host);
    const { uri, displayName } = invitation.remoteIdentity;
    const company = invitation.request.getHeader('Contacts-Company') ?? '';
    this.remote = { number: uri.user ?? '', name: displayName ?? '', company };
    this.offersVideo = offersVideo(invitation.request.body);
    invitation.delegate = {
      ...this.delegate(),
      onAck: () => this.confirm(),
      onCancel: ({ request }) =>
        this.finish({ by: 'peer', status: requestTerminated, elsewhere: saysElsewhere(request.getHeader('Reason')) }),
    };
  }

  get id(): string {
    return this.session.request.callId;
  }

  override ring(): void {
    this.session.progress({ statusCode: 180 }).catch(() => undefined);
  }

  async accept(media: CallMedia): Promise<void> {
    setMedia(this.session, media);
    const asked = parseSessionExpires(this.session.request.getHeader('Session-Expires'));
    await this.session.accept({ extraHeaders: asked ? timerAnswer(asked) : [] });
    // A CANCEL during accept() resolves it all the same.
    if (this.over) return;
    this.agreeOnTimer(asked, 'uas');
    this.emit('accepted');
  }
}

/** `Reason: SIP;cause=200;text="Call completed elsewhere"` or `Q.850;cause=26` (RFC 3326). */
export function saysElsewhere(reason: string | undefined): boolean {
  return /\bSIP\s*;\s*cause\s*=\s*200\b|\bQ\.850\s*;\s*cause\s*=\s*26\b/i.test(reason ?? '');
}
