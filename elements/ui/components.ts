import { css } from 'lit';
import type { LinkusIncoming } from '../incoming/incoming.js';
import type { LinkusPhone } from '../phone/phone.js';
import type { LinkusSession } from '../session/session.js';
import type { ComponentOption, RtcOption, SessionOption, UiOptions } from './options.js';
import { applyReactStyle } from './react-style.js';

/**
 * Where the components stand. The rules are in the phone's shadow tree, so a page's own rules win, and they go with the
 * phone. The incoming calls are a popover: they must be seen above the call window, which is one.
 */
const layout = css`
  ::slotted(linkus-dialpad) {
    max-inline-size: 22rem;
  }
  ::slotted(linkus-incoming) {
    position: fixed;
    inset-block: 16px auto;
    inset-inline: auto 16px;
    inline-size: min(22rem, calc(100vw - 32px));
    block-size: auto;
    max-block-size: calc(100vh - 32px);
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    overflow: visible;
  }
`;

export interface Components {
  readonly phone: LinkusPhone;
  readonly incoming: LinkusIncoming | null;
}

/** Makes the components as the options want them, each below the phone; the phone is not in the document yet. */
export function makeComponents(options: UiOptions, devices: NonNullable<RtcOption['deviceIds']>): Components {
  const { dialPanelOption, incomingOption, sessionOption, intl } = options;
  const phone = document.createElement('linkus-phone');
  phone.locale = intl?.locale ?? intl?.local ?? '';
  // Also for the device menu, and for the tones that are not the core's.
  const id = (value: unknown) => (typeof value === 'string' ? value : '');
  phone.microphone = id(devices.microphoneId);
  phone.camera = id(devices.cameraId);
  phone.speaker = id(devices.speakerId);

  const dialpad = options.hiddenDialPanelComponent ? null : document.createElement('linkus-dialpad');
  if (dialpad) {
    look(dialpad, dialPanelOption);
    // For another call; the window of a call has a keypad of its own.
    dialpad.mode = 'dial';
    dialpad.hideVideo = dialPanelOption?.hideVideoBtn ?? false;
  }
  const incoming = options.hiddenIncomingComponent ? null : document.createElement('linkus-incoming');
  if (incoming) look(incoming, incomingOption);

  const session: LinkusSession = document.createElement('linkus-session');
  session.layout = 'window';
  look(session, { class: sessionOption?.class });
  const { x, y } = sessionOption?.sessionSetting ?? {};
  applyReactStyle(session.style, { '--linkus-window-x': x, '--linkus-window-y': y });

  for (const component of [dialpad, incoming, session]) if (component) phone.append(component);
  void adopt(phone, sessionOption);
  return { phone, incoming };
}

function look(component: HTMLElement, option: ComponentOption | undefined): void {
  if (option?.class) component.className = option.class;
  if (option?.style) applyReactStyle(component.style, option.style);
}

/** Brings the incoming calls above everything else of the page; without taking the focus, as a popover is shown. */
export function raise(incoming: HTMLElement): void {
  if (!incoming.isConnected) return;
  try {
    incoming.popover = 'manual';
    incoming.hidePopover();
    incoming.showPopover();
  } catch {
    // A browser without popovers: it is seen where it is.
  }
}

/** The phone has a shadow tree from its first time in the document on. */
async function adopt(phone: LinkusPhone, option: SessionOption | undefined): Promise<void> {
  await phone.updateComplete;
  const own = new CSSStyleSheet();
  own.replaceSync(`::slotted(linkus-session) {} ::slotted(linkus-session[popover]) {}
    ::slotted(linkus-session[popover][minimised]) {}`);
  const [always, open, minimised] = [...own.cssRules].map((rule) => (rule as CSSStyleRule).style);
  // Not in the element's own style: there the window keeps the size that a person gave it.
  const { width, height, miniWidth, miniHeight } = option?.sessionSetting ?? {};
  if (open) applyReactStyle(open, { width, height });
  if (minimised) applyReactStyle(minimised, { width: miniWidth, height: miniHeight ?? 'auto' });
  if (always && option?.style) applyReactStyle(always, option.style);
  const sheets = phone.shadowRoot?.adoptedStyleSheets;
  if (layout.styleSheet) sheets?.push(layout.styleSheet, own);
}
