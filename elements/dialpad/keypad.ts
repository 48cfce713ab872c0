import { html, nothing, type TemplateResult } from 'lit';
import { lazyModule } from '../base/lazy-module.js';
import { msg } from '../base/localize.js';
import { roving } from '../base/roving.js';
import type { LongPress } from './long-press.js';

/** ITU-T E.161: the letters on a telephone's keys. */
const keys = ['1', '2ABC', '3DEF', '4GHI', '5JKL', '6MNO', '7PQRS', '8TUV', '9WXYZ', '*', '0+', '#'];

const tonesModule = lazyModule(() => import('../../src/media/tones.js'));

/** The sounds load with the first press; a phone that is signed in has them already. */
export function playKey(key: string): void {
  tonesModule
    .load()
    .then((tones) => tones.playKey(key))
    .catch(() => undefined);
}

function rove(event: Event) {
  roving(event, 3);
}

/** A click of a key hands its character to `press`; `plus` is what a long press on 0 does, `null` when it does nothing. */
export function keypad(press: (key: string) => void, plus: LongPress | null): TemplateResult {
  const onClick = (event: Event) => {
    const button = (event.target as Element).closest('button');
    if (button && !(button.value === '0' && plus?.ended(event))) press(button.value);
  };
  return html`<div
    part="keys"
    class="keys"
    role="group"
    aria-label=${msg('Dialpad', { id: 'session.dialpad' })}
    @click=${onClick}
    @keydown=${rove}
    @focusin=${rove}
  >
    ${keys.map((label, index) => keyButton(label, index, plus))}
  </div>`;
}

function keyButton(label: string, index: number, plus: LongPress | null) {
  const key = label.charAt(0);
  const holds = key === '0' ? plus : null;
  const name =
    key === '*'
      ? msg('Star', { id: 'dial_panel.key.star' })
      : key === '#'
        ? msg('Pound', { id: 'dial_panel.key.pound' })
        : nothing;
  return html`<button
    part="key"
    class=${holds ? 'holds' : nothing}
    tabindex=${index && -1}
    value=${key}
    aria-label=${name}
    title=${holds ? msg('Hold for +', { id: 'dial_panel.key.hold' }) : nothing}
    @pointerdown=${holds ? (event: PointerEvent) => holds.start(event) : nothing}
  >
    ${key}<small aria-hidden="true">${label.slice(1)}</small>
  </button>`;
}
