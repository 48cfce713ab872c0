import { css } from 'lit';

export const sessionStyles = css`
  :host {
    container: linkus-session / inline-size;
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
  .who {
    position: relative;
  }
  .words {
    flex: 1;
  }
  .words > p:not(.tape) {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }
  .words > p.how {
    -webkit-line-clamp: 4;
  }
  .who:not(.row) {
    flex-direction: column;
    align-items: center;
    gap: calc(var(--_space) * 2);
    padding-block-start: calc(var(--_space) * 2);
    text-align: center;
    & .avatar {
      inline-size: 4rem;
      block-size: 4rem;
      font-size: 1.5rem;
    }
    & .name {
      font-size: 1.375rem;
    }
    & .how {
      margin-block-start: var(--_space);
    }
    & .timer {
      display: block;
      margin-inline: auto;
    }
    & .quality {
      position: absolute;
      inset-block-start: 0;
      inset-inline-end: 0;
    }
  }
  /* The rest gives room, so that the panel around keeps its size. What comes unasked must move nothing. */
  .shows-more > .who:not(.row) {
    padding: 0;
  }
  .row .words > p.company {
    display: none;
  }
  /* A box of known size: the seconds are laid out in it alone, and nothing else of the page with them. */
  .timer {
    display: inline-block;
    inline-size: 5ch;
    block-size: 1.4em;
    margin-inline: calc(var(--_space) * 2);
    contain: strict;
    font-variant-numeric: tabular-nums;
    vertical-align: bottom;
    white-space: nowrap;
  }
  .timer.long {
    inline-size: 9ch;
  }
  .avatar {
    transition: opacity 160ms;
  }
  .quieted .avatar {
    filter: grayscale(1);
    opacity: 0.7;
  }
  .quieted .name {
    color: var(--_quiet);
  }
  .others:not(:has(*)) {
    display: none;
  }
  .others {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 2);
  }
  .other {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 2);
    padding-inline-start: calc(var(--_space) * 3);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    & div {
      flex: 1;
      min-inline-size: 0;
    }
    & button {
      flex: none;
      padding-inline: calc(var(--_space) * 3);
    }
  }
  .panel {
    display: grid;
  }
  .advice {
    margin-block-start: auto;
  }
  .actions {
    display: grid;
    grid-template-columns: repeat(5, minmax(0, 1fr));
    gap: var(--_space);
  }
  .further {
    display: none;
  }
  .shows-more .further {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    gap: inherit;
  }
  .round {
    flex-direction: column;
    gap: var(--_space);
    min-inline-size: 0;
    padding: calc(var(--_space) * 2) 0;
    font-size: 0.75rem;
    line-height: 0.9rem;
    & span {
      overflow-wrap: anywhere;
      hyphens: auto;
    }
  }
  svg.play,
  svg.pause {
    stroke-width: 1.75;
  }
  svg.forward:dir(rtl) {
    scale: -1 1;
  }
  [part~='record'][aria-pressed='true'] svg {
    color: var(--_danger);
  }
  [aria-busy='true'] {
    cursor: progress;
    & svg {
      opacity: 0.6;
      animation: asked 800ms ease-in-out infinite alternate;
    }
  }
  @keyframes asked {
    to {
      opacity: 0.25;
    }
  }
  [aria-pressed='true'],
  .round[aria-expanded='true'] {
    --_back: var(--_chosen);
    color: var(--_accent-text);
  }
  @media (forced-colors: active) {
    [part~='record'] svg {
      color: inherit !important;
    }
  }
  @container linkus-session (inline-size < 17.75rem) {
    .actions {
      grid-template-columns: repeat(3, minmax(0, 1fr));
    }
  }
  /* Who has the longest word gets more of the room: it is not broken. */
  @container linkus-session (inline-size >= 17.75rem) {
    .actions {
      grid-template-columns: repeat(5, minmax(min-content, 1fr));
    }
    .round span {
      overflow-wrap: break-word;
      hyphens: manual;
    }
  }
  @container linkus-session (17.75rem <= inline-size < 19rem) {
    .round {
      font-size: 0.6875rem;
    }
  }
  @container linkus-session (inline-size >= 34rem) {
    .actions,
    .shows-more .actions {
      grid-auto-columns: minmax(0, 6rem);
      grid-auto-flow: column;
      grid-template-columns: none;
      justify-content: center;
    }
    .further,
    .shows-more .further {
      display: contents;
    }
    .further > * {
      order: 1;
    }
    [part='more'] {
      display: none;
    }
    .solid.hang-up,
    .others,
    .panel,
    .advice {
      align-self: center;
      inline-size: min(100%, 28rem);
    }
  }
`;
