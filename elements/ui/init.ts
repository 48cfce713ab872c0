/**
 * `linkus-elements/ui`: the phone as a drop-in, with the names of the manual's chapter "Linkus Web SDK UI".
 */
import { init as signIn, type Operators } from '../../src/init.js';
import type { PBXOperator } from '../../src/pbx/pbx-operator.js';
import type { PhoneOperator } from '../../src/phone/phone-operator.js';
import { COMMON_ERROR, type Result } from '../../src/result.js';
import { useOwnTexts } from '../base/localize.js';
import '../phone/phone.js';
import { makeComponents, raise } from './components.js';
import { EventForwarder, type UiEvents } from './events.js';
import { ownTexts } from './own-texts.js';
import { checkRtcOption, type RtcOption } from './options.js';

export type { ComponentOption, DialPanelOption, Intl, RtcOption, SessionOption, SessionSetting } from './options.js';
export type { ReactStyle } from './react-style.js';
export type { PBXOperator, PhoneOperator, Result, UiEvents };

/** A phone on the page. */
export interface LinkusUi {
  /** The operator of the present sign-in, as the core's `init()` gives it. */
  readonly phone: PhoneOperator;
  readonly pbx: PBXOperator;
  /** Ends every call, signs out, and takes everything out of the container. */
  readonly destroy: () => void;
  /** Listens to the events of both operators, also after another sign-in, and to those of `<linkus-phone>`. */
  readonly on: EventForwarder['on'];
}

/**
 * Draws a phone into `container` and signs it in: a dialpad in its place, incoming calls and the call in windows above the page.
 *
 * @param container it is not emptied
 * @throws SignInFailure as the core's `init()`, or Result -1 without a container; nothing is left in the container then
 */
export async function init(container: HTMLElement, rtcOption: RtcOption): Promise<LinkusUi> {
  if (typeof container?.append !== 'function') {
    const describe = 'init: the first argument must be the element to draw into.';
    const noContainer: Result = { ...COMMON_ERROR.UNKNOWN_ERROR, describe };
    throw noContainer;
  }
  const { core, ui } = checkRtcOption(rtcOption);
  if (ui.intl?.messages) useOwnTexts(ownTexts(ui.intl.messages));
  const { phone, incoming } = makeComponents(ui, core.deviceIds ?? core.deviceId ?? {});
  const forwarder = new EventForwarder(phone);

  let operators: Operators | null = null;
  const use = (present: Operators): Operators => {
    operators = present;
    forwarder.follow(present);
    return present;
  };
  // Not by the phone, which begins only when the container is in the document.
  const first = signIn(core).then(use);
  let next: Promise<Operators> | null = first;
  phone.signInWith = (signal) => {
    const present = next ?? signIn({ ...core, signal }).then(use);
    next = null;
    return present;
  };
  if (incoming) phone.addEventListener('linkus-incoming', () => raise(incoming));
  container.append(phone);

  const destroy = () => {
    operators?.destroy();
    phone.remove();
  };
  try {
    await first;
  } catch (error) {
    destroy();
    throw error;
  }
  const present = () => operators as unknown as Operators;
  return {
    get phone() {
      return present().phone;
    },
    get pbx() {
      return present().pbx;
    },
    destroy,
    on: forwarder.on,
  };
}
