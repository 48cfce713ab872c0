import type { PropertyDeclarations } from 'lit';
import type { RequestDetails, RequestName } from '../../src/store/messages.js';
import type { PhoneSnapshot, Problem } from '../../src/store/phone-snapshot.js';
import { dialNumbers } from './dial-numbers.js';
import { LinkusRequestEvent } from './events.js';
import { troubleTexts } from './lazy-texts.js';
import { LinkusElement } from './linkus-element.js';
import { checkNumber, numberOr } from './number-attribute.js';
import { PhoneController } from './phone-controller.js';

/** The manual's code. */
export const invalidNumber = -209;

/** An element of a phone, inside it or elsewhere on the page: its public properties follow the phone's snapshot. */
export abstract class PhoneElement extends LinkusElement {
  static override properties: PropertyDeclarations = {
    for: { reflect: true },
    callId: { attribute: 'call-id', reflect: true },
    problem: { converter: numberOr(null, 'an error code, as -205'), reflect: true },
  };

  #copied: Problem | null | undefined;
  #problems = 0;
  readonly #phone: PhoneController;

  /** Id of the `<linkus-phone>` that the element belongs to; without it, it is the one around the element. */
  declare for: string | null;
  /** The call that the element asks for: a SIP Call-ID. */
  declare callId: string | null;
  /** The manual's code of what went wrong, negative, shown in words. */
  declare problem: number | null;

  constructor() {
    super();
    this.for = this.callId = this.problem = null;
    this.#phone = new PhoneController(this, (snapshot) => this.copy(snapshot));
  }

  override attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    super.attributeChangedCallback(name, before, now);
    checkNumber(this, name, now);
  }

  protected override request<Name extends RequestName>(name: Name, detail: RequestDetails[Name]): void {
    const phone = this.#phone.elsewhere;
    if (!phone) super.request(name, detail);
    // Who listens to this element hears it here, everybody else as if it came from the phone.
    else if (this.dispatchEvent(new LinkusRequestEvent(name, detail, { bubbles: false }))) {
      phone.dispatchEvent(new LinkusRequestEvent(name, detail));
    }
  }

  /** Writes what the element draws into its properties; `undefined` when it has left its phone. */
  protected abstract copy(snapshot: PhoneSnapshot | undefined): void;

  /** Once each: what a person has dealt with must not come back with the next change of something else. */
  protected copyProblem(problem: Problem | null | undefined): void {
    if (problem !== this.#copied) this.showProblem(problem?.code ?? null);
    this.#copied = problem;
  }

  protected showProblem(code: number | null): void {
    this.problem = code;
    this.#problems++;
    this.requestUpdate();
  }

  /**
   * The problem in words. The same one twice differs by a space, or screen readers would not say it again.
   * @param written the number that it is about
   */
  protected problemText(written = ''): string {
    const texts = troubleTexts(this);
    const isSeveral = this.problem === invalidNumber && dialNumbers(this)?.cleanNumber(written).problem === 'several';
    const text = (isSeveral ? texts?.severalNumbersText() : texts?.problemText(this.problem ?? 0)) ?? '';
    return this.#problems % 2 ? `${text}\u00a0` : text;
  }
}
