/** Runs in the page that is photographed: draws every state of an element. */
import '../../elements/index.js';
import { storeOf } from '../../elements/base/testing/harness.js';
import { troubleTexts } from '../../elements/base/lazy-texts.js';
import { setLocale } from '../../locales/index.js';
import { ann, sceneOf, states, type Scene } from './states.js';

export const elements = Object.keys(states);

const settled = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** Some parts are there only once what draws them has been loaded. */
async function present(element: HTMLElement, selector: string): Promise<HTMLElement> {
  for (;;) {
    const found = element.shadowRoot?.querySelector<HTMLElement>(selector);
    if (found) return found;
    await settled();
  }
}

async function draw(tag: string, { state, properties = {}, press = [] }: Scene, figure: HTMLElement): Promise<void> {
  const phone = document.createElement('linkus-phone');
  const element = tag === 'linkus-phone' ? phone : document.createElement(tag);
  if (element !== phone) phone.append(element);
  figure.append(phone);
  await phone.updateComplete;
  storeOf(phone).update({ ...ann, ...state });
  Object.assign(element, properties);
  for (const selector of press) (await present(element, selector)).click();
}

/** Draws an element in every state, or in one alone, each `width` CSS pixels wide. */
export async function show(tag: string, width: number, locale: string, only?: string): Promise<void> {
  document.documentElement.lang = locale;
  document.documentElement.dir = locale === 'ar' ? 'rtl' : 'ltr';
  await Promise.all([troubleTexts.load(), setLocale(locale)]);
  document.body.replaceChildren();
  for (const [name, entry] of Object.entries(states[tag] ?? {})) {
    if (only !== undefined && name !== only) continue;
    const figure = document.createElement('figure');
    figure.style.width = `${width}px`;
    const caption = document.createElement('figcaption');
    caption.textContent = name;
    figure.append(caption);
    document.body.append(figure);
    await draw(tag, sceneOf(entry), figure);
  }
  for (let round = 0; round < 5; round++) await settled();
  // What a press has put the keyboard into is drawn without its mark.
  (document.activeElement as HTMLElement | null)?.blur();
}
