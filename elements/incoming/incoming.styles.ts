import { css } from 'lit';

export const incomingStyles = css`
  :host {
    container-type: inline-size;
    min-inline-size: 11rem;
  }
  .base {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 4);
    padding: calc(var(--_space) * 4);
    border: 1px solid var(--_accent);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .base + .base,
  .blocked,
  .problem {
    margin-block-start: calc(var(--_space) * 2);
  }
  .blocked {
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    border-radius: var(--_radius);
    background: color-mix(in srgb, var(--_accent) 12%, var(--_surface));
    text-align: center;
  }
  .state {
    color: var(--_accent);
    font-weight: 600;
  }
  /* A name may be as long as somebody likes to make it; the buttons stay where they are seen. */
  .words > p {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
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
  /* Beside each other where their words have room, in any language. */
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 3);
    & button {
      flex: 1 1 40%;
      min-inline-size: fit-content;
      padding-inline: calc(var(--_space) * 2);
    }
  }
  .actions .with-video {
    flex-basis: 100%;
    grid-column: 1 / -1;
    font-size: 0.9375rem;
    color: var(--_answer-text);
    font-weight: 600;
  }
  @container (min-width: 30rem) {
    .base {
      grid-template-columns: minmax(0, 1fr) auto;
      align-items: center;
    }
    .who {
      grid-row: span 2;
    }
    .who:has(+ .actions) {
      grid-row: auto;
    }
    .actions {
      display: grid;
      grid-template-columns: repeat(2, minmax(9rem, auto));
    }
  }
`;
