import type { FactDetails, FactName, RequestDetails, RequestName } from '../../src/store/messages.js';

/** A wish of an element. `<linkus-phone>` acts on it unless somebody called `preventDefault()`. */
export class LinkusRequestEvent<Name extends RequestName = RequestName> extends Event {
  declare readonly type: Name;
  readonly detail: Readonly<RequestDetails[Name]>;

  constructor(name: Name, detail: RequestDetails[Name], { bubbles = true } = {}) {
    super(name, { bubbles, composed: true, cancelable: true });
    this.detail = Object.freeze(detail);
  }
}

/** Something that happened, told by `<linkus-phone>`. Does not bubble: two phones on a page stay apart. */
export class LinkusFactEvent<Name extends FactName = FactName> extends Event {
  declare readonly type: Name;
  readonly detail: Readonly<FactDetails[Name]>;

  constructor(name: Name, detail: FactDetails[Name]) {
    super(name, { composed: true });
    this.detail = Object.freeze(detail);
  }
}

type RequestEvents = { [Name in RequestName]: LinkusRequestEvent<Name> };
type FactEvents = { [Name in FactName]: LinkusFactEvent<Name> };

declare global {
  interface HTMLElementEventMap extends RequestEvents, FactEvents {}
}
