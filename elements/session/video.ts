import { html, nothing, type TemplateResult } from 'lit';
import { mediaOf } from '../../src/store/call-media.js';
import { msg } from '../base/localize.js';

/** The other side's picture, and our own small in its corner. What is heard comes from elsewhere: here both are mute. */
export function pictures(callId: string | null): TemplateResult {
  const { remoteStream = null, localStream } = mediaOf(callId) ?? {};
  const ours = localStream && localStream.getVideoTracks().length > 0 ? localStream : null;
  const mine = msg('Your own picture', { id: 'session.video_mine' });
  return html`<div part="pictures" class="pictures">
    <video
      part="remote-video"
      class="theirs"
      autoplay
      playsinline
      disablepictureinpicture
      .muted=${true}
      .srcObject=${remoteStream}
      aria-label=${msg('Picture of the other side', { id: 'session.video_theirs' })}
    ></video>
    ${
      ours
        ? html`<video
            part="local-video"
            class="ours"
            autoplay
            playsinline
            disablepictureinpicture
            .muted=${true}
            .srcObject=${ours}
            aria-label=${mine}
          ></video>`
        : nothing
    }
  </div>`;
}
