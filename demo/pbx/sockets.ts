/**
 * What the PBX needs of a message socket. A WebSocket server gives it one, and so could a MessagePort: the PBX itself
 * knows nothing of Node.
 */
export interface PbxSocket {
  send(text: string): void;
  /** Ends the socket with a closing handshake. */
  close(code?: number, reason?: string): void;
  /** Ends the socket at once, as a cut cable does. */
  terminate(): void;
  /**
   * With true, what is sent and what comes in is lost, and the socket stays open: the path behind it is half dead. False
   * lets what comes from now on through again.
   */
  swallow(isOn: boolean): void;
}

/** What the PBX does with one socket's events. */
export interface SocketHandler {
  receive(text: string): void;
  closed(): void;
}

/**
 * Delays what the PBX says by the round-trip time that a test asked for, and keeps the order even when the delay is
 * changed while something is under way.
 */
export class DelayLine {
  readonly #delay: () => number;
  readonly #waiting: Array<() => void> = [];
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #lastDue = 0;

  /** @param delay gives the present delay in milliseconds */
  constructor(delay: () => number) {
    this.#delay = delay;
  }

  push(action: () => void): void {
    const now = performance.now();
    const due = Math.max(now + this.#delay(), this.#lastDue);
    if (due <= now && this.#waiting.length === 0) {
      action();
      return;
    }
    this.#lastDue = due;
    this.#waiting.push(action);
    // Whichever timer fires, the oldest action goes first: timers of different lengths may swap places.
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#waiting.shift()?.();
    }, due - now);
    this.#timers.add(timer);
  }

  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#waiting.length = 0;
  }
}

/** A socket whose messages leave through a {@link DelayLine}. */
export class DelayedSocket implements PbxSocket {
  readonly #socket: PbxSocket;
  readonly #line: DelayLine;

  constructor(socket: PbxSocket, delay: () => number) {
    this.#socket = socket;
    this.#line = new DelayLine(delay);
  }

  send(text: string): void {
    this.#line.push(() => this.#socket.send(text));
  }

  close(code?: number, reason?: string): void {
    this.#line.push(() => this.#socket.close(code, reason));
  }

  terminate(): void {
    this.#line.clear();
    this.#socket.terminate();
  }

  swallow(isOn: boolean): void {
    if (isOn) this.#line.clear();
    this.#socket.swallow(isOn);
  }

  /** The other end has gone: what waits is thrown away. */
  closed(): void {
    this.#line.clear();
  }
}
