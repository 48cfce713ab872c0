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
    --_answer-text: color-mix(in srgb, var(--_answer) 70%, light-dark(#000, #fff));
    --_accent-text: color-mix(in srgb, var(--_accent) 85%, var(--_text));
    --_chosen: color-mix(in srgb, var(--_accent) 16%, var(--_surface));
    --_edge: color-mix(in srgb, var(--_text) 55%, var(--_surface));
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
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
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
  svg:is(.keypad, .more) {
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
`;
