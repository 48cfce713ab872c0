import { css } from 'lit';

/** The buttons of all elements, and the marks on them. Colours and distances are those of the tokens. */
export const buttons = css`
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
  .flat,
  .tab {
    --_back: transparent;
  }
  .tab {
    padding: var(--_space);
    color: var(--_quiet);
    font-size: 0.8125rem;
    line-height: 1.2;
  }
  .tab:is([aria-selected='true'], [aria-current='true']) {
    color: var(--_accent);
    font-weight: 600;
  }
  .retry {
    padding-inline: calc(var(--_space) * 3);
    color: var(--_accent-text);
    font-weight: 600;
  }
  .badge {
    min-inline-size: 1.5em;
    padding-inline: 0.3em;
    border-radius: 1em;
    background: var(--_hang-up);
    color: #fff;
    font-size: 0.75rem;
    line-height: 1.5;
    text-align: center;
    font-variant-numeric: tabular-nums;
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
    .tab:is([aria-selected='true'], [aria-current='true']) {
      border-color: Highlight;
      color: Highlight;
    }
    .badge {
      border: 1px solid;
    }
  }
`;
