import { html, type TemplateResult } from 'lit';

/*
 * From Lucide (https://lucide.dev, ISC licence, see THIRD-PARTY-NOTICES.md): the shapes of an icon joined into one path,
 * circles and rectangles written as arcs and lines. 24 px grid, drawn as strokes of 2 px.
 */
const phone =
  'M13.832 16.568a1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 6.392 6.384';
const mic = 'M12 19v3M19 10v2a7 7 0 0 1-14 0v-2M12 2a3 3 0 0 1 3 3v7a3 3 0 0 1-6 0V5a3 3 0 0 1 3-3';
const micOff =
  'M12 19v3M15 9.34V5a3 3 0 0 0-5.68-1.33M16.95 16.95A7 7 0 0 1 5 12v-2M18.89 13.23A7 7 0 0 0 19 12v-2M2 2l20 20M9 9v3a3 3 0 0 0 5.12 2.12';
const backspace =
  'M10 5a2 2 0 0 0-1.344.519l-6.328 5.74a1 1 0 0 0 0 1.481l6.328 5.741A2 2 0 0 0 10 19h10a2 2 0 0 0 2-2V7a2 2 0 0 0-2-2zM12 9l6 6M18 9l-6 6';
const keypad = [5, 12, 19].map((y) => [5, 12, 19].map((x) => `M${x} ${y}h.01`).join('')).join('');

const paths = { phone, mic, 'mic-off': micOff, backspace, keypad };

/** An icon for the eyes only: the control around it says in words what it does. `hang-up` is the phone, laid down. */
export function icon(name: keyof typeof paths | 'hang-up'): TemplateResult {
  return html`<svg class=${name} aria-hidden="true" viewBox="0 0 24 24">
    <path d=${paths[name === 'hang-up' ? 'phone' : name]}></path>
  </svg>`;
}
