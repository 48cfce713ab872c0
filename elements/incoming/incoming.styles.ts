import { css } from 'lit';

export const incomingStyles = css`
  :host {
    container-type: inline-size;
    min-inline-size: 11rem;
  }
  .base {
    display: grid;
    gap: calc(var(--_space) * 4);
    padding: calc(var(--_space) * 4);
    border: 1px solid var(--_accent);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .base + .base,
  .problem {
    margin-block-start: calc(var(--_space) * 2);
  }
  .state {
    color: var(--_accent);
    font-weight: 600;
  }
  .avatar::after {
    content: '';
    position: absolute;
    inset: -4px;
    border: 2px solid var(--_accent);
    border-radius: 50%;
    animation: ring 2s ease-in-out infinite;
  }
  @keyframes ring {
    50% {
      opacity: 0.15;
    }
  }
  .actions {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: calc(var(--_space) * 3);
  }
  @container (max-width: 14rem) {
    .actions {
      grid-template-columns: 1fr;
    }
  }
`;
