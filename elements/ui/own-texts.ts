/** Keys of the manual and of the published package whose words have another name with us. */
const renamed: Readonly<Record<string, string>> = {
  'incoming.btn.audio': 'incoming.btn.answer',
  // Two red buttons beside each other must not say the same.
  'incoming.btn.hang_up': 'incoming.btn.reject',
  'incoming.btn.video': 'incoming.btn.answer_video',
};

/**
 * `intl.messages` by our ids. Our errors have a second sentence, with what to do; beside an error in the application's own
 * words it is left out, unless the application has words for it too (`error.hint_205`).
 */
export function ownTexts(messages: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [key, text] of Object.entries(messages)) {
    if (typeof text !== 'string') continue;
    texts[renamed[key] ?? key] = text;
    if (!key.startsWith('error.code_')) continue;
    const hint = key.replace('code', 'hint');
    if (typeof messages[hint] !== 'string') texts[hint] = '';
  }
  return texts;
}
