import { css } from 'lit';

export const dialpadStyles = css`
  :host {
    container-type: inline-size;
    min-inline-size: 11rem;
  }
  .base {
    display: grid;
    gap: calc(var(--_space) * 2);
    /* Keys farther apart than a hand is wide are no help. */
    max-inline-size: 28rem;
    margin-inline: auto;
  }
  .field {
    display: grid;
    grid-template-columns: 1fr 44px;
    align-items: center;
    border-block-end: 1px solid var(--_edge);
  }
  .field:focus-within {
    border-color: var(--_accent);
    box-shadow: inset 0 -1px var(--_accent);
  }
  input {
    --_n: 0;
    min-inline-size: 0;
    block-size: 3rem;
    padding-inline: var(--_space);
    font-size: clamp(0.75rem, calc((100cqi - 3.5rem) / max(var(--_n), 1) * 1.55), 1.75rem);
    font-variant-numeric: tabular-nums;
    text-overflow: ellipsis;
  }
  /* The line under it says so already; forced colours show no difference between lines. */
  @media (forced-colors: none) {
    .field input {
      outline: none;
    }
  }
  input:placeholder-shown {
    font-size: clamp(0.8rem, 7cqi, 1rem);
  }
  .base:dir(rtl) input {
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
    display: flex;
    align-items: center;
    min-block-size: 1.75rem;
    padding-inline: var(--_space);
  }
  .line p {
    display: flex;
    flex-wrap: wrap;
    column-gap: 0.75em;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .contact {
    max-inline-size: 100%;
    overflow: hidden;
    color: var(--_text);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .redial {
    gap: 0.4em;
    min-inline-size: 0;
    min-block-size: 1.75rem;
    margin-inline-start: calc(var(--_space) * -2);
    padding-inline: calc(var(--_space) * 2);
    background: none;
    white-space: nowrap;
  }
  bdi {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  /* It fills up while it is held: the time is that of long-press.ts. */
  .base .holds:active {
    background: linear-gradient(var(--_line), var(--_line)) 0 / 100% 100% no-repeat var(--_back);
    transition:
      scale 120ms,
      background-size 380ms 120ms linear;
  }
  .base .holds {
    background-size: 0 100%;
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
  .calls {
    display: flex;
    min-block-size: 48px;
    gap: calc(var(--_space) * 2);
    margin-block-start: var(--_space);
  }
  .calls .answer {
    flex: 1;
  }
  .video {
    flex: none;
    inline-size: 3.5rem;
  }
  .tip {
    /* Three lines: that the connection is lost has them. */
    min-block-size: 4.2em;
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
    margin-block-start: var(--_space);
  }
  @media (pointer: coarse) {
    .line,
    .redial {
      min-block-size: 44px;
    }
  }
  /* Name and number need two lines: the keys must not move when they come. */
  @container (max-width: 20rem) {
    .line {
      min-block-size: 2.4rem;
    }
  }
  @container (max-width: 15rem) {
    .keys {
      gap: var(--_space);
    }
  }
`;
