import { css } from 'lit';

export const deviceMenuStyles = css`
  .base {
    display: grid;
    gap: calc(var(--_space) * 3);
  }
  .role {
    display: grid;
    gap: calc(var(--_space) * 2);
    min-inline-size: 0;
  }
  .row {
    display: flex;
    gap: calc(var(--_space) * 2);
    align-items: flex-end;
  }
  label {
    display: grid;
    flex: 1;
    gap: var(--_space);
    min-inline-size: 0;
  }
  select {
    inline-size: 100%;
    min-block-size: 40px;
    min-inline-size: 0;
    padding-inline: calc(var(--_space) * 2);
    border: 1px solid var(--_edge);
    border-radius: calc(var(--_radius) - 4px);
    background: var(--_surface);
    color: inherit;
    font: inherit;
    text-overflow: ellipsis;
  }
  select[aria-busy='true'] {
    opacity: 0.6;
  }
  button {
    min-block-size: 40px;
    padding-inline: calc(var(--_space) * 3);
  }
  p:empty {
    display: none;
  }
  button[aria-disabled='true'] {
    opacity: 0.45;
    cursor: default;
  }
  ul {
    display: grid;
    gap: calc(var(--_space) * 2);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    grid-template-columns: 1rem 1fr;
    gap: 0 calc(var(--_space) * 2);
  }
  li::before {
    content: '✓' / '';
    grid-row: span 2;
    color: color-mix(in srgb, var(--_answer), var(--_text) 15%);
    font-weight: 700;
  }
  li.bad::before {
    content: '!' / '';
    color: var(--_danger);
  }
  @media (pointer: coarse) {
    select,
    button {
      min-block-size: 44px;
    }
  }
`;
