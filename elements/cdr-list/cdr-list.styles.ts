import { css } from 'lit';

export const cdrListStyles = css`
  :host {
    container-type: inline-size;
    display: flex;
    flex-direction: column;
    min-inline-size: 11rem;
    block-size: 32rem;
  }
  .base {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: calc(var(--_space) * 2);
    min-block-size: 0;
  }
  .find {
    display: flex;
    gap: calc(var(--_space) * 2);
  }
  input {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 40px;
    padding-inline: calc(var(--_space) * 3);
    border: 1px solid var(--_edge);
    border-radius: var(--_radius);
    text-overflow: ellipsis;
  }
  input::placeholder {
    color: var(--_quiet);
    opacity: 1;
  }
  .find button {
    min-block-size: 40px;
    min-inline-size: 40px;
  }
  .more,
  .undo {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
    align-items: center;
  }
  .more button,
  .undo button {
    min-block-size: 36px;
    padding-inline: calc(var(--_space) * 3);
  }
  .undo {
    justify-content: space-between;
  }
  .tabs {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_space);
    border-block-end: 1px solid var(--_line);
  }
  .tab {
    flex: 1 1 auto;
    min-inline-size: 0;
    min-block-size: 36px;
    border-block-end: 2px solid transparent;
    border-end-start-radius: 0;
    border-end-end-radius: 0;
  }
  [aria-selected='true'] {
    border-block-end-color: currentcolor;
  }
  .body {
    position: relative;
    flex: 1;
    min-block-size: 8rem;
  }
  .note {
    display: grid;
    gap: calc(var(--_space) * 3);
    place-content: center;
    justify-items: center;
    block-size: 100%;
    padding: calc(var(--_space) * 4);
    text-align: center;
  }
  .note button {
    padding-inline: calc(var(--_space) * 4);
  }
  @container (max-width: 19rem) {
    .tabs {
      display: grid;
      grid-template-columns: repeat(2, auto);
    }
  }
  @media (pointer: coarse) {
    button,
    input {
      min-block-size: 44px !important;
    }
  }
`;
