import { html, type LitElement } from 'lit';
import type { LinkusRequestEvent } from '../base/events.js';
import { lazyModule, notLoaded } from '../base/lazy-module.js';
import '../dialpad/dialpad.js';
import type { AskPhone } from './controls.js';

export type SessionPanel = 'keypad' | 'transfer' | 'new-call' | 'devices';

/** Which button of the controls opens it. */
export const openerOf = { keypad: 'keypad', transfer: 'transfer', 'new-call': 'add-call', devices: 'devices' } as const;

export const transferModule = lazyModule(() => import('./transfer.js'));
const devicesModule = lazyModule(() => import('./device-menu.js'));

/** What a panel consists of; nothing while it loads, and why when it can't be loaded. */
export function panelContent(host: LitElement, panel: SessionPanel, callId: string | null, ask: AskPhone): unknown {
  /** The dialpad knows the phone's current call; the keys are for the one that is drawn here. */
  const onTones = (event: LinkusRequestEvent<'linkus-dtmf-request'>) => {
    if (callId === null || event.detail.callId === callId) return;
    event.stopPropagation();
    ask('linkus-dtmf-request', { callId, tones: event.detail.tones });
  };
  switch (panel) {
    case 'keypad':
      return html`<linkus-dialpad
        mode="dtmf"
        exportparts="display, key"
        .callId=${callId}
        @linkus-dtmf-request=${onTones}
      ></linkus-dialpad>`;
    case 'new-call':
      return html`<linkus-dialpad mode="dial" exportparts="display, key, call"></linkus-dialpad>`;
    case 'transfer':
      return (
        transferModule(host)?.transferForm((number, kind) =>
          ask('linkus-transfer-request', { callId: callId ?? '', number, kind }),
        ) ?? notLoaded(transferModule)
      );
    case 'devices':
      // Not before it is defined: in another window's document it would never be.
      return devicesModule(host)
        ? html`<linkus-device-menu exportparts="select, test, check, report" .callId=${callId}></linkus-device-menu>`
        : notLoaded(devicesModule);
  }
}
