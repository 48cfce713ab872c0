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
const video =
  'M16 13l5.223 3.482a.5.5 0 0 0 .777-.416V7.87a.5.5 0 0 0-.752-.432L16 10.5M4 6h10a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2z';
const keypad = [5, 12, 19].map((y) => [5, 12, 19].map((x) => `M${x} ${y}h.01`).join('')).join('');

const calls = 'M3 5h.01M3 12h.01M3 19h.01M8 5h13M8 12h13M8 19h13';
const more = 'M5 12h.01M12 12h.01M19 12h.01';

const person = 'M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2M12 3a4 4 0 0 1 0 8 4 4 0 0 1 0-8';

const paths = { calls, more, phone, mic, 'mic-off': micOff, backspace, keypad, person, video };

/** An icon for the eyes only: the control around it says in words what it does. `hang-up` is the phone, laid down. */
export function icon(name: keyof typeof paths | 'hang-up'): TemplateResult {
  return strokes(paths[name === 'hang-up' ? 'phone' : name], name);
}

/** For a part that is loaded later and brings its own shapes. */
export function strokes(path: string, name = ''): TemplateResult {
  return html`<svg class=${name} aria-hidden="true" viewBox="0 0 24 24"><path d=${path}></path></svg>`;
}
