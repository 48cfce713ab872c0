/**
 * The tags for JSX in React 19: `import 'linkus-elements/react'`, once and anywhere. Attributes with a hyphen, and events
 * (`onlinkus-call-end`), are not checked: TypeScript allows any name with a hyphen in JSX.
 */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { LinkusCdrList, LinkusDialpad, LinkusIncoming, LinkusPhone, LinkusSession } from './index.js';

/** What every element has, and what this one adds to it, as React sets it: as properties. */
type Tag<Element extends HTMLElement> = DetailedHTMLProps<HTMLAttributes<Element>, Element> &
  Partial<Omit<Element, keyof HTMLElement>>;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'linkus-phone': Tag<LinkusPhone>;
      'linkus-dialpad': Tag<LinkusDialpad>;
      'linkus-incoming': Tag<LinkusIncoming>;
      'linkus-session': Tag<LinkusSession>;
      'linkus-cdr-list': Tag<LinkusCdrList>;
    }
  }
}
