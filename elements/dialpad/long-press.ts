/** From here on a press is a long one (ms). The same time is in `dialpad.styles.ts`, where a button fills up. */
const holdTime = 500;

/** Tells a long press of a button from a short one. `start` is for `@pointerdown`, `ended` for what the click does. */
export class LongPress {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #done = false;

  constructor(private readonly act: () => void) {}

  start(event: PointerEvent): void {
    this.stop();
    this.#done = false;
    if (event.button !== 0) return;
    // The same listener again is no second one.
    const button = event.currentTarget as HTMLElement;
    for (const type of ['pointerup', 'pointercancel', 'pointerleave']) button.addEventListener(type, this.stop);
    this.#timer = setTimeout(() => {
      this.#done = true;
      this.act();
    }, holdTime);
  }

  /** Whether this click is the end of a long press, which has had its effect. A click by the keyboard never is. */
  ended(click: Event): boolean {
    return this.#done && (click as MouseEvent).detail > 0;
  }

  readonly stop = (): void => {
    clearTimeout(this.#timer);
  };
}
