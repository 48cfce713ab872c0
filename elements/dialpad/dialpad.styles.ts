import { css } from 'lit';

export const dialpadStyles = css`
  :host {
    container-type: inline-size;
    min-inline-size: 11rem;
  }
  .base {
    display: grid;
    gap: calc(var(--_space) * 2);
  }
  .field {
    display: grid;
    grid-template-columns: 1fr 44px;
    align-items: center;
    border-block-end: 1px solid var(--_line);
  }
  .field:focus-within {
    border-color: var(--_accent);
    box-shadow: 0 1px var(--_accent);
  }
  input {
    --_n: 0;
    min-inline-size: 0;
    block-size: 3rem;
    padding-inline: var(--_space);
    outline: none;
    font-size: clamp(0.75rem, calc((100cqi - 3.5rem) / max(var(--_n), 1) * 1.55), 1.75rem);
    font-variant-numeric: tabular-nums;
  }
  input:placeholder-shown {
    font-size: clamp(0.8rem, 7cqi, 1rem);
  }
  :host(:dir(rtl)) input {
    text-align: end;
  }
  input::placeholder {
    color: var(--_quiet);
    opacity: 1;
  }
  .field button:not(:hover) {
    background: none;
  }
  .field button:disabled {
    visibility: hidden;
  }
  .line {
    min-block-size: 1.4em;
    padding-inline: var(--_space);
  }
  .keys {
    direction: ltr;
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: calc(var(--_space) * 2);
  }
  .keys button {
    flex-direction: column;
    gap: 0;
    min-block-size: 3.25rem;
    font-size: 1.375rem;
    line-height: 1.15;
  }
  small {
    min-block-size: 0.875rem;
    color: var(--_quiet);
    font-size: 0.6875rem;
    letter-spacing: 0.1em;
  }
  .solid {
    margin-block-start: var(--_space);
  }
  .tip {
    min-block-size: 3em;
    padding-inline: var(--_space);
    text-wrap: pretty;
  }
  :host([mode='dtmf']) {
    & .base,
    & .keys {
      gap: var(--_space);
    }
    & input {
      block-size: 2.1rem;
    }
    & .keys button {
      min-block-size: 2.75rem;
    }
  }
  .retry {
    padding-inline: calc(var(--_space) * 3);
    color: color-mix(in srgb, var(--_accent) 85%, var(--_text));
    font-weight: 600;
    margin-block-start: var(--_space);
  }
  @container (max-width: 15rem) {
    .keys {
      gap: var(--_space);
    }
  }
`;
