/** How long (ms) a call must have been seen before a press of what ends it is meant for it. */
const longEnough = 800;

/** Keeps the press that was meant for one call from ending the next, which takes over its buttons at once. */
export class MeantPress {
  /** Milliseconds since 1970: a floating window of its own counts its time from another start. */
  #shownAt = -Infinity;
  #callId: string | null = null;

  /** Which call is drawn now and can be ended; `null` when none. The first one has taken nothing over. */
  follow(callId: string | null): void {
    if (callId && this.#callId && callId !== this.#callId) this.#shownAt = performance.timeOrigin + performance.now();
    this.#callId = callId;
  }

  /** By the time of the press, which may have waited behind the change. The second click of two is none, wherever the first was. */
  counts({ timeStamp, detail, view }: UIEvent): boolean {
    return detail < 2 && (view ?? window).performance.timeOrigin + timeStamp - this.#shownAt >= longEnough;
  }
}
