/** Characters that turn the text around them to another direction; a name has no need of them, a forger has. */
const directionControls = /[\u202a-\u202e\u2066-\u2069]/g;

/** Longer than any name; a screen reader would not come to an end. */
const longest = 200;

/** A text of the network as it may be shown: without direction overrides, and of a length that can be read. */
export function plainText(text: string | null): string {
  const plain = (text ?? '').replace(directionControls, '');
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain;
}
