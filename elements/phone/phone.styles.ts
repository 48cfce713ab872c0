import { css } from 'lit';

export const phoneStyles = css`
  :host {
    inline-size: min(100%, 22rem);
  }
  :host(:has(> *)) {
    inline-size: auto;
  }
  .base {
    display: grid;
    gap: calc(var(--_space) * 3);
    padding: calc(var(--_space) * 4);
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) + var(--_space));
    background: var(--_surface);
  }
  header {
    display: flex;
    justify-content: space-between;
    gap: calc(var(--_space) * 3);
    min-block-size: 2.75rem;
  }
  .own {
    min-inline-size: 0;
  }
  .own-name {
    font-weight: 600;
  }
  .connection {
    display: flex;
    flex: none;
    gap: 0.4em;
    align-items: center;
    block-size: 1.6rem;
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
  .body {
    display: grid;
    outline-offset: 6px;
  }
  .body > * {
    grid-area: 1 / 1;
    min-inline-size: 0;
  }
  [inert] {
    visibility: hidden;
  }
  linkus-incoming:not([call-id]) {
    display: none;
  }
  .session {
    display: flex;
    flex-direction: column;
  }
  linkus-session {
    flex: 1;
  }
`;
