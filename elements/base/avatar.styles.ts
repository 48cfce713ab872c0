import { css } from 'lit';

export const avatarStyles = css`
  .who {
    display: flex;
    gap: calc(var(--_space) * 3);
  }
  .words {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .avatar {
    --_hue: 0;
    position: relative;
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 3rem;
    block-size: 3rem;
    border-radius: 50%;
    background: light-dark(oklch(0.9 0.06 var(--_hue)), oklch(0.38 0.07 var(--_hue)));
    color: light-dark(oklch(0.36 0.1 var(--_hue)), oklch(0.93 0.04 var(--_hue)));
    font-weight: 600;
  }
  .person {
    inline-size: 50%;
    block-size: 50%;
  }
  img {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    border-radius: 50%;
    object-fit: cover;
  }
`;
