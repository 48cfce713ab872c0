import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { clock } from './clock.js';
import type { SessionCall } from './session-call.js';

/** How long the call lasts. One update a second, when the seconds change; none in a hidden tab, where no animation frame comes. */
export class CallTimer implements ReactiveController {
  #tick: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly call: SessionCall) {
    call.addController(this);
  }

  hostUpdated(): void {
    clearTimeout(this.#tick);
    const { call } = this;
    if (call.callStatus !== 'talking' || call.answeredAt === null || !call.isConnected) return;
    const untilNextSecond = 1000 - ((Date.now() - call.answeredAt) % 1000);
    // In picture-in-picture it is to be seen while the page is not.
    const view = call.ownerDocument.defaultView ?? window;
    this.#tick = setTimeout(() => view.requestAnimationFrame(() => call.requestUpdate()), untilNextSecond);
  }

  hostDisconnected(): void {
    clearTimeout(this.#tick);
  }

  render(): TemplateResult | typeof nothing {
    const { callStatus, answeredAt, endedAt } = this.call;
    if (answeredAt === null) return nothing;
    const end = callStatus === 'ended' ? (endedAt ?? answeredAt) : Date.now();
    const text = clock((end - answeredAt) / 1000);
    return html`<span part="timer" class="timer ${text.length > 5 ? 'long' : ''}" role="timer">${text}</span>`;
  }
}
