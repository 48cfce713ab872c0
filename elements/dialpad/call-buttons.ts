import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../base/icons.js';
import { msg } from '../base/localize.js';

/** Takes back a call that waits for its microphone; the second click of a double click on "Call" is not meant for it. */
export function cancelButton(cancel: () => void): TemplateResult {
  return html`<div class="calls">
    <button part="hang-up" class="solid hang-up" @click=${({ detail }: MouseEvent) => detail < 2 && cancel()}>
      ${icon('hang-up')}${msg('End Call', { id: 'session.hang_up' })}
    </button>
  </div>`;
}

/** The button for a call and, where there are calls with pictures, one for those. `call` is told which. */
export function callButtons(blocked: boolean, hasVideo: boolean, call: (video: boolean) => void): TemplateResult {
  const label = msg('Video call', { id: 'dial_panel.btn.video' });
  return html`<div class="calls">
    <button part="call" class="solid answer" ?disabled=${blocked} @click=${() => call(false)}>
      ${icon('phone')}${msg('Call', { id: 'dial_panel.btn.call' })}
    </button>
    ${
      hasVideo
        ? html`<button
            part="video-call"
            class="video"
            aria-label=${label}
            title=${label}
            ?disabled=${blocked}
            @click=${() => call(true)}
          >
            ${icon('video')}
          </button>`
        : nothing
    }
  </div>`;
}
