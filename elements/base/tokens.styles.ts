import { css } from 'lit';

/**
 * The theme and what all elements share. A page sets a handful of variables; hover, pressed, focus, lines and quiet text
 * are mixed from them. Light or dark follows the `color-scheme` of the page.
 */
export const tokens = css`
  :host {
    --_accent: var(--linkus-accent, light-dark(#1f5fd0, #8ab4ff));
    --_answer: var(--linkus-answer, #17803d);
    --_hang-up: var(--linkus-hang-up, #cf2a1e);
    --_surface: var(--linkus-surface, light-dark(#fff, #1d1f23));
    --_text: var(--linkus-text, light-dark(#1b1f24, #eceef1));
    --_quiet: color-mix(in srgb, var(--_text) 70%, var(--_surface));
    --_line: color-mix(in srgb, var(--_text) 15%, var(--_surface));
    --_fill: color-mix(in srgb, var(--_text) 6%, var(--_surface));
    --_danger: color-mix(in srgb, var(--_hang-up) 70%, light-dark(#000, #fff));
    --_radius: var(--linkus-radius, 12px);
    --_space: var(--linkus-space, 4px);
    box-sizing: border-box;
    display: block;
    color: var(--_text);
    font-family: var(--linkus-font, inherit);
    line-height: 1.4;
    text-align: start;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  * {
    box-sizing: border-box;
  }
  :lang(ko) {
    word-break: keep-all;
  }
  /* A number or an English sentence keeps its own order on a page that runs from right to left. */
  p {
    margin: 0;
    text-align: -webkit-match-parent;
    text-align: match-parent;
    unicode-bidi: plaintext;
  }
  button,
  input {
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
  }
  button {
    --_back: var(--_fill);
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: calc(var(--_space) * 2);
    min-block-size: 44px;
    min-inline-size: 44px;
    border-radius: var(--_radius);
    background: var(--_back);
    cursor: pointer;
    user-select: none;
    -webkit-touch-callout: none;
    touch-action: manipulation;
    transition: scale 120ms;
  }
  button:hover {
    background: color-mix(in srgb, var(--_back), var(--_text) 9%);
  }
  button:active {
    scale: 0.96;
  }
  button:disabled {
    opacity: 0.45;
    pointer-events: none;
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .solid {
    min-block-size: 48px;
    color: #fff;
    font-weight: 600;
  }
  .solid:hover {
    background: color-mix(in srgb, var(--_back), #000 14%);
  }
  .answer {
    --_back: var(--_answer);
  }
  .hang-up {
    --_back: var(--_hang-up);
  }
  svg {
    flex: none;
    inline-size: 1.25rem;
    block-size: 1.25rem;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  svg.hang-up {
    rotate: 135deg;
  }
  svg.keypad {
    stroke-width: 3;
  }
  .quiet {
    color: var(--_quiet);
  }
  .problem {
    color: var(--_danger);
  }
  .small {
    font-size: 0.8125rem;
  }
  .name {
    font-size: 1.125rem;
    font-weight: 600;
  }
  .line {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
  @media (forced-colors: active) {
    button {
      border: 1px solid;
    }
    button:disabled {
      color: GrayText;
      opacity: 1;
    }
    [aria-pressed='true'],
    [aria-expanded='true'] {
      background: Highlight !important;
      color: HighlightText !important;
      forced-color-adjust: none;
    }
  }
`;
