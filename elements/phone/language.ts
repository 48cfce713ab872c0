/** Turns the texts of the page to the language of a phone: `wished`, or else that of the page around it. */
export function useLanguage(phone: HTMLElement, wished: string): void {
  const language = wished || (phone.closest<HTMLElement>('[lang]') ?? document.documentElement).lang;
  // Texts are English from the start; a page in English doesn't load the code that changes them. The language of a page is no
  // wish to us: when we haven't got it, there is nothing to say about that.
  if (!wished && /^(en\b|$)/i.test(language)) return;
  import('../../locales/index.js')
    .then(({ setLocale, nearestLocale }) => (wished || nearestLocale(language) ? setLocale(language) : undefined))
    .catch(console.warn);
}
