import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { CallSnapshot } from '../../src/store/phone-snapshot.js';
import { PhoneElement } from './phone-element.js';

/** An element that draws a call: the other side is in its properties. */
export abstract class CallElement extends PhoneElement {
  static override properties: PropertyDeclarations = {
    number: { reflect: true },
    name: { reflect: true },
    company: { reflect: true },
    avatar: { reflect: true },
  };

  /** The other side's number. */
  declare number: string | null;
  /** The other side's name. */
  declare name: string | null;
  /** The other side's company. */
  declare company: string | null;
  /** URL of a picture of the other side. */
  declare avatar: string | null;

  constructor() {
    super();
    this.number = this.name = this.company = this.avatar = null;
  }

  protected copyCall(call: CallSnapshot | null | undefined): void {
    this.callId = call?.callId ?? null;
    this.number = call?.number ?? null;
    this.name = call?.name || null;
    this.company = call?.company || null;
    this.avatar = call?.avatar || null;
  }

  /** The lines that say who it is: the name, or the number in its place. */
  protected who({ name, number, company }: Record<'name' | 'number' | 'company', string | null>): TemplateResult {
    return html`<p part="name" class="name">${name || number}</p>
      ${name ? html`<p part="number" class="small quiet">${number}</p>` : nothing}
      ${company ? html`<p part="company" class="company small quiet">${company}</p>` : nothing}`;
  }

  protected problemLine(): TemplateResult | typeof nothing {
    return this.problem === null
      ? nothing
      : html`<p part="problem" class="problem small" role="alert">${this.problemText()}</p>`;
  }
}
