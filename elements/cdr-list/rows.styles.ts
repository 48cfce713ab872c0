import { css } from 'lit';

export const rowsStyles = css`
  .scroller {
    /* Two lines, and room for a heading between two rows. */
    --_row: calc(1.4em + 1.14rem + 1.5rem);
    position: absolute;
    inset: 0;
    overflow: hidden auto;
    overscroll-behavior: contain;
    /* Rows are kept in place by us. */
    overflow-anchor: none;
    border-radius: var(--_radius);
  }
  /* Whole pixels, or some lines between rows lie under the next row. */
  @supports (inline-size: round(up, 1px, 1px)) {
    .scroller {
      --_row: round(up, calc(1.4em + 1.14rem + 1.5rem), 1px);
    }
  }
  .bar {
    position: sticky;
    inset-block-start: 0;
    z-index: 2;
    block-size: 1.75rem;
    padding: 0.25rem calc(var(--_space) * 3);
    border-block-end: 1px solid var(--_line);
    background: var(--_surface);
    color: var(--_quiet);
    font-weight: 600;
  }
  .rows {
    --_total: 0;
    position: relative;
    block-size: calc(var(--_total) * var(--_row));
  }
  .row {
    --_i: 0;
    --_back: var(--_surface);
    position: absolute;
    inset-block-start: calc(var(--_i) * var(--_row));
    inset-inline: 0;
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 2);
    block-size: var(--_row);
    padding-inline: calc(var(--_space) * 3) var(--_space);
    border-block-end: 1px solid var(--_line);
    background: var(--_back);
    contain: layout style;
  }
  .row:hover,
  .row:focus-within {
    --_back: var(--_fill);
  }
  .row:focus-visible {
    outline-offset: -2px;
  }
  /* Half over the row before: nothing moves when a page of rows comes in. */
  .day {
    position: absolute;
    inset-block-start: -0.6rem;
    inset-inline-start: calc(var(--_space) * 2);
    z-index: 1;
    padding-inline: var(--_space);
    border-radius: 1em;
    background: var(--_surface);
    color: var(--_quiet);
    font-size: 0.75rem;
    font-weight: 600;
    line-height: 1.15rem;
  }
  .cell {
    flex: 1;
    min-inline-size: 0;
  }
  /* Each keeps its own order of letters, and its beginning where there is no room for all of it. */
  .who {
    display: flex;
    align-items: baseline;
    gap: 0.4em;
    & bdi {
      flex: none;
      overflow: hidden;
      max-inline-size: 100%;
      text-overflow: ellipsis;
    }
    & .dot + bdi {
      max-inline-size: calc(100% - 8px - 0.4em);
    }
    & bdi + bdi {
      flex-shrink: 1;
    }
  }
  .missed {
    /* Readable on a row that is pointed at, too. */
    --_red: light-dark(var(--_danger), color-mix(in srgb, var(--_hang-up) 55%, #fff));
  }
  .missed .who {
    color: var(--_red);
    font-weight: 700;
  }
  .missed .who .small {
    font-weight: 400;
  }
  .details {
    display: flex;
    gap: 0.5em;
  }
  .details > :last-child {
    overflow: hidden;
    text-overflow: ellipsis;
    font-variant-numeric: tabular-nums;
  }
  .kind {
    display: inline-flex;
    flex: none;
    gap: 0.3em;
    align-items: center;
  }
  .kind svg {
    inline-size: 1em;
    block-size: 1em;
    stroke-width: 2.5;
  }
  .missed .kind {
    color: var(--_red);
    font-weight: 600;
  }
  .dot {
    flex: none;
    align-self: center;
    border: 4px solid var(--_accent);
    border-radius: 50%;
  }
  .blank {
    inline-size: 60%;
    block-size: 0.75rem;
    border-radius: 1em;
    background: var(--_fill);
  }
  .acts {
    display: flex;
    flex: none;
    align-items: center;
  }
  .acts button {
    min-inline-size: 40px;
    min-block-size: 40px;
  }
  .call {
    color: var(--_answer-text);
  }
  /* For a screen reader always there; a finger that is on its way to the row must not meet them. */
  .rare {
    position: absolute;
    inset-block: 1px;
    inset-inline-end: calc(44px + var(--_space));
    display: flex;
    align-items: center;
    gap: var(--_space);
    padding-inline-start: calc(var(--_space) * 4);
    background: var(--_back);
    opacity: 0;
    pointer-events: none;
  }
  .rare button {
    padding-inline: calc(var(--_space) * 3);
    border: 1px solid var(--_line);
    background: var(--_surface);
  }
  .row:focus-within .rare {
    opacity: 1;
    pointer-events: auto;
  }
  @media (hover: hover) {
    .row:hover .rare {
      opacity: 1;
      pointer-events: auto;
    }
  }
  /* Who it is stays to be seen. */
  @container (max-width: 22rem) {
    .rare {
      inset-block: auto 4px;
      max-inline-size: calc(100% - 44px - var(--_space));
      padding-inline-start: var(--_space);
    }
    .rare button {
      display: block;
      overflow: hidden;
      min-inline-size: 24px;
      flex: 0 1 auto;
      text-overflow: ellipsis;
      white-space: nowrap;
      min-block-size: 26px;
      padding-inline: calc(var(--_space) * 2);
    }
    .rare [part='delete'] {
      flex: none;
    }
  }
  @media (pointer: coarse) {
    .acts button {
      min-inline-size: 44px;
      min-block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    .dot {
      border-color: Highlight;
    }
    .rare {
      background: Canvas;
    }
  }
`;
