import { css } from 'lit';

/** What only a call that is up can show; it comes with `talking-advice.ts`. */
export const talkingStyles = css`
  .tape {
    min-block-size: 1.4em;
  }
  /* Below the timer: its room goes to a warning, and nothing moves. */
  .base:has([data-shown]) .stop {
    min-block-size: 0;
  }
  .tape.pause,
  .tape.recording {
    &::before {
      content: '';
      display: inline-block;
      inline-size: 0.7em;
      block-size: 0.7em;
      margin-inline-end: 0.5em;
      border: 2px solid var(--_danger);
      border-radius: 50%;
    }
  }
  .tape.recording {
    color: var(--_danger);
    font-weight: 600;
    /* Of border only: forced colours leave that. */
    &::before {
      inline-size: 0;
      block-size: 0;
      border-width: 0.35em;
    }
  }
  .row .stop {
    display: none;
  }
  .quality {
    flex: none;
    align-self: flex-start;
    color: color-mix(in srgb, var(--_answer), var(--_text) 25%);
    & svg {
      stroke-width: 4;
    }
  }
  .bars-2 {
    color: light-dark(#8f5600, #f2b04a);
  }
  .bars-1,
  .bars-0 {
    color: var(--_danger);
  }
  .empty {
    stroke: color-mix(in srgb, var(--_text) 22%, var(--_surface));
  }
  .pair {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
    & button {
      flex: 1 1 auto;
      padding-inline: calc(var(--_space) * 2);
      font-size: 0.875rem;
    }
  }
  .accent {
    --_back: var(--_chosen);
    font-weight: 600;
  }
  .transfer {
    display: grid;
    gap: calc(var(--_space) * 2);
    & input {
      min-block-size: 44px;
      inline-size: 100%;
      padding-inline: calc(var(--_space) * 3);
      border: 1px solid var(--_edge);
      border-radius: var(--_radius);
      font-size: 1.125rem;
    }
    &:dir(rtl) input {
      text-align: end;
    }
  }
  .pictures {
    display: grid;
    flex: 1;
    overflow: hidden;
    min-block-size: 9rem;
    border-radius: var(--_radius);
    background: #000;
    & video {
      grid-area: 1 / 1;
      min-inline-size: 0;
      min-block-size: 0;
      inline-size: 100%;
      block-size: 100%;
      max-block-size: 70vh;
      object-fit: contain;
    }
    & .ours {
      align-self: end;
      justify-self: end;
      inline-size: 28%;
      block-size: auto;
      margin: calc(var(--_space) * 2);
      border-radius: calc(var(--_radius) / 2);
      object-fit: cover;
      /* As in a mirror: this is how people know themselves. */
      scale: -1 1;
    }
  }
  .warning:not([data-shown]) {
    display: none;
  }
  .warning {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_space) calc(var(--_space) * 2);
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    border-radius: var(--_radius);
    background: light-dark(#fff3d6, #3d2f10);
    color: light-dark(#4a3200, #ffe2a8);
    & p {
      flex: 1 1 10rem;
    }
  }
  .remedy {
    --_back: light-dark(#fff, #59451a);
    min-block-size: 32px;
    margin-inline-start: auto;
    @media (pointer: coarse) {
      min-block-size: 44px;
    }
    padding-inline: calc(var(--_space) * 3);
    font-weight: 600;
  }
`;
