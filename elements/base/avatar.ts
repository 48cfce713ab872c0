import { html, nothing, type TemplateResult } from 'lit';
import { icon } from './icons.js';

/** Up to two letters: of the first and the last word of a name. */
function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '');
  return letters.join('').toUpperCase();
}

/** A number has always the same colour, so that a person is known again at a glance. Degrees. */
function hue(number: string): number {
  let hash = 0;
  for (const character of number) hash = (hash * 31 + character.charCodeAt(0)) % 360;
  return hash;
}

/** The picture of a person, or initials on a hue when there is none or it can't be loaded; without a name the shape of a person. For the eyes only. */
export function avatar(name: string | null, number: string | null, picture: string | null): TemplateResult {
  // The initials lie under the picture; one that fails is hidden until another address is set.
  const show = (event: Event) => ((event.target as HTMLElement).hidden = event.type === 'error');
  return html`<span part="avatar" class="avatar" aria-hidden="true" .style=${`--_hue:${hue(number ?? '')}`}
    >${initials(name ?? '') || icon('person')}${
      picture ? html`<img src=${picture} alt="" referrerpolicy="no-referrer" @load=${show} @error=${show} />` : nothing
    }</span
  >`;
}
