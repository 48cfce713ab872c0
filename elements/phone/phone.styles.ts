import { css } from 'lit';

export const phoneStyles = css`
  :host {
    inline-size: min(100%, 22rem);
  }
  :host(:state(composed)) {
    inline-size: auto;
  }
  .base {
    container-type: inline-size;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 3);
    padding: calc(var(--_space) * 4);
    padding-block-end: calc(var(--_space) * 2);
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) + var(--_space));
    background: var(--_surface);
  }
  header {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-content: start;
    column-gap: calc(var(--_space) * 3);
    min-block-size: 3rem;
  }
  .own-name {
    font-weight: 600;
  }
  .own-number {
    grid-row: 2;
  }
  .devices {
    grid-area: 2 / 2;
    justify-self: end;
    min-block-size: 24px;
    margin-inline-end: calc(var(--_space) * -1);
    padding-inline: var(--_space);
    text-decoration: underline;
    text-underline-offset: 3px;
    @media (pointer: coarse) {
      min-block-size: 44px;
    }
    &[aria-expanded='true'] {
      --_back: var(--_chosen);
      color: var(--_accent-text);
    }
  }
  .connection {
    display: flex;
    gap: 0.4em;
    align-items: center;
    justify-content: end;
    font-variant-numeric: tabular-nums;
  }
  .connection span {
    unicode-bidi: plaintext;
  }
  .connection::before {
    --_dot: var(--_quiet);
    content: '';
    border: 4px solid var(--_dot);
    border-radius: 50%;
  }
  .ready::before {
    --_dot: color-mix(in srgb, var(--_answer), var(--_text) 15%);
  }
  .signing-in::before,
  .reconnecting::before {
    --_dot: light-dark(#b26a00, #f2b04a);
  }
  .refused::before {
    --_dot: var(--_danger);
  }
  /* Two figures: the word beside it must not move. */
  .retry-in {
    min-inline-size: 2.2em;
  }
  .retry {
    margin-block-start: calc(var(--_space) * 2);
  }
  .body {
    display: grid;
    grid-template: 0 1fr / minmax(0, 1fr);
    outline: none;
  }
  .body > * {
    grid-area: 1 / 1 / -1;
    min-inline-size: 0;
  }
  /* Over what is there, so that it moves nothing, and seen as long as any of it is. */
  .body > linkus-incoming {
    position: sticky;
    z-index: 1;
    inset-block-start: var(--_space);
    align-self: start;
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow:
      0 0 0 var(--_space) var(--_surface),
      0 8px 24px rgb(0 0 0 / 0.25);
    /* Also where motion is not wanted: it moves nothing. */
    animation: come 500ms step-end !important;
  }
  /* Whoever is pressing a key at that moment presses the key. */
  @keyframes come {
    from {
      pointer-events: none;
    }
  }
  linkus-incoming::part(base) {
    gap: calc(var(--_space) * 3);
    padding: calc(var(--_space) * 3);
  }
  /* The call that is up has the room below a usual card. Where that is not enough, its buttons are seen first. */
  .rings {
    grid-template-rows: 10.5rem 1fr;
  }
  .body.rings > .session {
    grid-row: 2;
    block-size: 0;
    min-block-size: calc(100% + var(--_space));
    flex-direction: column-reverse;
    margin: 0 calc(var(--_space) * -1) calc(var(--_space) * -1);
    padding: calc(var(--_space) * 2) var(--_space) var(--_space);
    overflow-y: auto;
  }
  .rings linkus-session::part(base) {
    min-block-size: 0;
  }
  .rings linkus-incoming::part(base) {
    gap: calc(var(--_space) * 2);
    padding-block: calc(var(--_space) * 2);
  }
  .rings linkus-session::part(avatar),
  .rings linkus-session::part(number),
  .rings :is(linkus-session, linkus-incoming)::part(company) {
    display: none;
  }
  [inert] {
    visibility: hidden;
  }
  .session {
    display: flex;
    flex-direction: column;
  }
  linkus-session {
    flex: 1;
  }
  .new-call {
    align-self: center;
    inline-size: min(100%, 20rem);
  }
  /* As high as what it covers; what is longer scrolls in it. */
  .list {
    block-size: 0;
    min-block-size: 100%;
  }
  .tabs {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: var(--_space);
    padding-block-start: calc(var(--_space) * 2);
    border-block-start: 1px solid var(--_line);
  }
  .tab {
    flex-wrap: wrap;
    gap: 0 calc(var(--_space) * 2);
  }
  .back {
    flex-wrap: nowrap;
    color: var(--_answer-text);
    font-weight: 600;
    & span {
      min-inline-size: 0;
      text-align: start;
    }
    & bdi {
      display: block;
      font-weight: 400;
    }
  }
  /* For screen readers. */
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  linkus-incoming:not([call-id]) {
    display: none;
  }
  /* The name has the first line for itself. */
  @container (max-width: 17rem) {
    .own-name {
      grid-column: 1 / -1;
    }
    .connection {
      grid-area: 2 / 2;
    }
    .devices {
      grid-area: 3 / 2;
    }
  }
`;
