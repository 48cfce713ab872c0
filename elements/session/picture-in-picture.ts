import { html, type CSSResultGroup, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { buttons } from '../base/buttons.styles.js';
import { define } from '../base/define.js';
import { LinkusElement } from '../base/linkus-element.js';
import { direction } from '../base/direction.js';
import { msg } from '../base/localize.js';
import { adoptSheets } from '../base/sheets.js';
import { tokens } from '../base/tokens.styles.js';
import { PageShells } from './page-shells.js';
import { awayStyles, pictureInPictureStyles } from './picture-in-picture.styles.js';

/** What is moved: a session. */
export interface MovedContent extends ReactiveControllerHost, HTMLElement {
  layout: string;
  readonly callStatus: string | null;
}

/** Document Picture-in-Picture (WICG); Chromium has it, in a page that is not in a frame. */
interface DocumentPictureInPicture {
  requestWindow(size: { width: number; height: number }): Promise<Window & typeof globalThis>;
}

/** Of the window, in CSS pixels; the browser may give another. */
const smallest = { width: 300, height: 360 };

/**
 * Moves a session into a window that stays above all others, until the call is over or the person closes it. Its media are no
 * part of the element: they go on. Where the browser has no such window, or opens none now, the session floats over the page.
 */
export async function popOut(session: MovedContent): Promise<void> {
  if (session.ownerDocument !== document) return;
  const { documentPictureInPicture } = window as { documentPictureInPicture?: DocumentPictureInPicture };
  const { offsetWidth, offsetHeight } = session;
  const size = {
    width: Math.max(smallest.width, Math.min(offsetWidth, 480)),
    height: Math.max(smallest.height, Math.min(offsetHeight, 640)),
  };
  try {
    if (!documentPictureInPicture) throw new Error('This browser has no Document Picture-in-Picture.');
    const view = await documentPictureInPicture.requestWindow(size);
    if (session.isConnected) new MovedSession(session, view);
    else view.close();
  } catch {
    if (session.layout === 'window') return;
    const { floating } = await import('./window.js');
    floating.add(session);
    session.layout = 'window';
  }
}

class MovedSession implements ReactiveController {
  readonly #standIn = document.createElement('linkus-session-away') as SessionAway;
  readonly #shells: PageShells;

  constructor(
    private readonly session: MovedContent,
    private readonly view: Window & typeof globalThis,
  ) {
    const standIn = this.#standIn;
    standIn.slot = session.slot;
    standIn.hidden = session.layout === 'window';
    standIn.bringBack = () => this.view.close();
    session.before(standIn);
    this.#shells = new PageShells(standIn, view.document);
    this.#shells.place.append(session);
    view.document.title = document.title;
    if (session.shadowRoot) adoptSheets(session.shadowRoot, [pictureInPictureStyles]);
    this.#playPictures();
    session.addController(this);
    view.addEventListener('pagehide', () => this.#comeBack(), { once: true });
  }

  hostUpdated(): void {
    // An empty window that stays above all others is in everybody's way.
    if (this.session.callStatus === null) this.view.close();
  }

  #comeBack(): void {
    const { session } = this;
    const hadFocus = this.#standIn.matches(':focus-within');
    session.removeController(this);
    this.#shells.stop();
    if (!this.#standIn.isConnected) session.remove();
    else {
      this.#standIn.replaceWith(session);
      this.#playPictures();
      if (hadFocus) session.focus();
    }
  }

  /** A picture pauses when its element is moved. */
  #playPictures(): void {
    for (const video of this.session.shadowRoot?.querySelectorAll('video') ?? []) video.play().catch(() => undefined);
  }
}

/** Stands where the session was, and brings it back. */
class SessionAway extends LinkusElement {
  static override styles: CSSResultGroup = [tokens, buttons, awayStyles];
  static override shadowRootOptions = { ...LinkusElement.shadowRootOptions, delegatesFocus: true };

  bringBack: () => void = () => undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Taken away with what is around it, not only moved: then there is nothing to come back to.
    setTimeout(() => !this.isConnected && this.bringBack());
  }

  override render(): unknown {
    return html`<div class="base" lang=${msg('en', { id: 'locale.code' })} dir=${direction()}>
      <p class="quiet">${msg('The call is in a window of its own.', { id: 'session.away' })}</p>
      <button @click=${() => this.bringBack()}>${msg('Bring it back', { id: 'session.bring_back' })}</button>
    </div>`;
  }
}

define('linkus-session-away', SessionAway);
