import { css } from 'lit';

/** The session fills its own window. */
export const pictureInPictureStyles = css`
  :host {
    overflow: auto;
    block-size: 100%;
    padding: calc(var(--_space) * 3);
    background: var(--_surface);
  }
`;

export const awayStyles = css`
  .base {
    display: grid;
    gap: calc(var(--_space) * 4);
    place-content: center;
    justify-items: center;
    min-block-size: 18rem;
    text-align: center;
  }
  button {
    padding-inline: calc(var(--_space) * 4);
  }
`;
