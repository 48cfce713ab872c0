import { css } from 'lit';

/** A session as a floating window (`popover` is set while it is one). Its place and size are written by `window.ts`. */
export const windowStyles = css`
  :host([popover]) {
    position: fixed;
    z-index: 1000;
    inset: auto;
    overflow: auto;
    inline-size: 20rem;
    block-size: auto;
    max-inline-size: calc(100vw - 16px);
    margin: 0;
    padding: 0 calc(var(--_space) * 3) calc(var(--_space) * 3);
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) + var(--_space));
    background: var(--_surface);
    box-shadow: 0 8px 32px rgb(0 0 0 / 25%);
    overscroll-behavior: contain;
  }
  .bar {
    display: flex;
    position: sticky;
    z-index: 1;
    inset-block-start: 0;
    flex: none;
    align-items: center;
    margin-inline: calc(var(--_space) * -2);
    padding-block: var(--_space);
    background: var(--_surface);
    cursor: move;
    touch-action: none;
    & button {
      min-block-size: 32px;
      min-inline-size: 32px;
    }
    & svg {
      inline-size: 1rem;
      block-size: 1rem;
    }
    & .move {
      margin-inline-end: auto;
      cursor: move;
      touch-action: none;
    }
    & svg.grip {
      stroke-width: 3;
    }
    & .bar-hang-up {
      margin-inline: calc(var(--_space) * 2);
      color: #fff;
    }
  }
  .bar-title {
    flex: 1;
    min-inline-size: 0;
    line-height: 1.25;
    & .timer {
      margin-inline: var(--_space);
    }
  }
  .size {
    position: sticky;
    flex: none;
    align-self: flex-end;
    inset-block-end: 0;
    min-block-size: 24px;
    min-inline-size: 24px;
    margin: calc(var(--_space) * -3);
    margin-block-start: calc(var(--_space) * -2);
    color: var(--_quiet);
    cursor: nwse-resize;
    touch-action: none;
    order: 1;
    & svg {
      inline-size: 1rem;
      block-size: 1rem;
    }
    &:dir(rtl) {
      cursor: nesw-resize;
    }
    &:dir(rtl) svg {
      scale: -1 1;
    }
  }
  :host([popover][minimised]) {
    inline-size: 18rem;
    min-inline-size: 0;
    padding-block-end: 0;
    & .base {
      min-block-size: 0;
      block-size: auto;
    }
    & .base > :not(.bar) {
      display: none !important;
    }
  }
  @media (pointer: coarse) {
    .bar button,
    .size {
      min-block-size: 44px;
      min-inline-size: 44px;
    }
  }
`;
