import { html, nothing, type TemplateResult } from 'lit';
import type { CallState } from '../../src/store/phone-snapshot.js';
import { icon, strokes } from '../base/icons.js';
import { msg } from '../base/localize.js';
import { callStateText } from '../base/state-texts.js';

const paths = {
  grip: [5, 12, 19].map((y) => `M9 ${y}h.01M15 ${y}h.01`).join(''),
  minimise: 'M5 12h14',
  restore: 'M8 3H3v5M16 3h5v5M8 21H3v-5M16 21h5v-5',
  size: 'M21 9L9 21M21 15l-6 6',
  popOut:
    'M21 9V6a2 2 0 0 0-2-2H4a2 2 0 0 0-2 2v10c0 1.1.9 2 2 2h4M14 13h6a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2h-6a2 2 0 0 1-2-2v-3a2 2 0 0 1 2-2',
  dock: 'M9 14L4 9l5-5M4 9h10.5a5.5 5.5 0 0 1 0 11H11',
};

/** What the bar shows, and what its buttons do. */
export interface WindowBar {
  readonly title: string | null;
  readonly callStatus: CallState | null;
  readonly minimised: boolean;
  /** Drawn in the minimised window. */
  readonly timer: unknown;
  /** It floats for this call only. */
  readonly docks: boolean;
  readonly onMove: () => void;
  readonly onMoveKey: (event: KeyboardEvent) => void;
  readonly onSize: () => void;
  readonly onSizeKey: (event: KeyboardEvent) => void;
  readonly onFold: () => void;
  readonly onPopOut: () => void;
  readonly onHangUp: (event: UIEvent) => void;
}

/** The bar of a floating window, and the handle of its size. Call it while rendering only. */
export function windowBar(bar: WindowBar): TemplateResult {
  const { minimised, callStatus, docks } = bar;
  const move = msg('Move window', { id: 'session.window.move' });
  const moveTip = msg('Drag it, or press an arrow key. Press: to the next corner.', { id: 'session.window.move_tip' });
  const size = msg('Window size', { id: 'session.window.size' });
  const sizeTip = msg('Drag it, or press an arrow key. Press: larger, or as small as can be.', {
    id: 'session.window.size_tip',
  });
  const fold = minimised
    ? msg('Restore', { id: 'session.window.restore' })
    : msg('Minimise', { id: 'session.window.minimise' });
  const out = docks ? msg('Bring it back', { id: 'session.bring_back' }) : msg('Keep on top', { id: 'session.above' });
  const hangUp = msg('End Call', { id: 'session.hang_up' });
  return html`<div part="window-bar" class="bar">
      <button class="move flat" aria-label=${move} title=${moveTip} @click=${bar.onMove} @keydown=${bar.onMoveKey}>
        ${strokes(paths.grip, 'grip')}
      </button>
      <div class="bar-title" ?hidden=${!minimised}>
        <p class="line"><strong>${bar.title}</strong></p>
        <p class="line small quiet">
          <span role="status">${minimised && callStatus ? callStateText(callStatus) : nothing}</span>
          ${minimised ? bar.timer : nothing}
        </p>
      </div>
      <button
        class="bar-hang-up hang-up"
        aria-label=${hangUp}
        title=${hangUp}
        ?hidden=${!minimised || callStatus === 'ended'}
        @click=${bar.onHangUp}
      >
        ${icon('hang-up')}
      </button>
      <button
        class="flat"
        aria-label=${out}
        title=${out}
        ?hidden=${!docks && !('documentPictureInPicture' in window)}
        @click=${bar.onPopOut}
      >
        ${strokes(docks ? paths.dock : paths.popOut)}
      </button>
      <button class="flat" aria-label=${fold} title=${fold} @click=${bar.onFold}>
        ${strokes(minimised ? paths.restore : paths.minimise)}
      </button>
    </div>
    <button
      class="size flat"
      ?hidden=${minimised}
      aria-label=${size}
      title=${sizeTip}
      @click=${bar.onSize}
      @keydown=${bar.onSizeKey}
    >
      ${strokes(paths.size)}
    </button>`;
}
