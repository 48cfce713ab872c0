import { css } from 'lit';

export const sessionStyles = css`
  :host {
    min-inline-size: 11rem;
  }
  :host(:not([call-status])) {
    display: none;
  }
  .base {
    display: flex;
    min-block-size: 18rem;
    flex-direction: column;
    gap: calc(var(--_space) * 2);
    block-size: 100%;
  }
  .who:not(.row) {
    flex-direction: column;
    align-items: center;
    padding-block: calc(var(--_space) * 4);
    text-align: center;
    & .avatar {
      inline-size: 5rem;
      block-size: 5rem;
      font-size: 1.75rem;
    }
    & .name {
      font-size: 1.375rem;
    }
    & .how {
      margin-block-start: var(--_space);
    }
    & .timer {
      display: block;
    }
  }
  .row .company {
    display: none;
  }
  .timer {
    min-block-size: 1.4em;
    margin-inline: calc(var(--_space) * 2);
    font-variant-numeric: tabular-nums;
  }
  .actions {
    display: flex;
    justify-content: center;
    gap: calc(var(--_space) * 6);
    margin-block-start: auto;
  }
  .round {
    flex-direction: column;
    gap: var(--_space);
    inline-size: 5.5rem;
    padding: calc(var(--_space) * 2);
    font-size: 0.8125rem;
  }
  [aria-pressed='true'],
  [aria-expanded='true'] {
    --_back: color-mix(in srgb, var(--_accent) 16%, var(--_surface));
    color: color-mix(in srgb, var(--_accent) 85%, var(--_text));
  }
`;
