/** The languages that the elements have; each is a file of its own, loaded when it is chosen. */
const locales = ['en', 'zh-CN', 'zh-TW', 'de', 'fr', 'es', 'pt-BR', 'it', 'ja', 'ko', 'ru', 'ar'];

/** A language by its own name. */
const nameOf = (locale) => new Intl.DisplayNames(locale, { type: 'language' }).of(locale);

/** One language for all elements of a page; what is written from right to left turns the page around. */
export function fillLocalePicker(picker, phone) {
  picker.append(...locales.map((locale) => new Option(nameOf(locale), locale)));
  picker.addEventListener('change', () => {
    phone.locale = picker.value;
    phone.dir = picker.value === 'ar' ? 'rtl' : 'ltr';
  });
}
