import type { PropertyDeclarations } from 'lit';
import type { PhoneSnapshot, Problem } from '../../src/store/phone-snapshot.js';
import { troubleTexts } from './lazy-texts.js';
import { LinkusElement } from './linkus-element.js';
import { PhoneController } from './phone-controller.js';

/** An element inside a phone: its public properties follow the phone's snapshot. */
export abstract class PhoneElement extends LinkusElement {
  static override properties: PropertyDeclarations = {
    callId: { attribute: 'call-id', reflect: true },
    problem: { type: Number, reflect: true },
  };

  #copied: Problem | null | undefined;
  #problems = 0;

  /** The call that the element asks for: a SIP Call-ID. */
  declare callId: string | null;
  /** The manual's code of what went wrong, negative, shown in words. */
  declare problem: number | null;

  constructor() {
    super();
    this.callId = this.problem = null;
    new PhoneController(this, (snapshot) => this.copy(snapshot));
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

  /** The problem in words. The same one twice differs by a space, or screen readers would not say it again. */
  protected problemText(): string {
    const text = troubleTexts(this)?.problemText(this.problem ?? 0) ?? '';
    return this.#problems % 2 ? `${text}\u00a0` : text;
  }
}
