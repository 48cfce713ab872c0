import { createConnection, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** One message of the manager interface: a block of `Key: value` lines. A key that comes again keeps its last value. */
export type ManagerMessage = Readonly<Record<string, string>>;

/**
 * Asterisk's manager interface (AMI): what happens in it, and orders to it.
 * https://docs.asterisk.org/Configuration/Interfaces/Asterisk-Manager-Interface-AMI/
 */
export class Manager {
  readonly #socket: Socket;
  readonly #answers = new Map<string, (answer: ManagerMessage) => void>();
  readonly #listeners = new Set<(event: ManagerMessage) => void>();
  #count = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    let block: Record<string, string> = {};
    createInterface({ input: socket }).on('line', (line) => {
      if (line === '') {
        this.#receive(block);
        block = {};
        return;
      }
      const [, key, value] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
      // An order on the command line answers with one `Output` for each line.
      if (key === 'Output' && block[key] !== undefined) block[key] += `\n${value ?? ''}`;
      else if (key) block[key] = value ?? '';
    });
  }

  /** Rejects when nobody listens there, or the password is wrong. */
  static async connect(port: number, secret: string): Promise<Manager> {
    const socket = createConnection({ port, host: '127.0.0.1' });
    await new Promise((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    // Its end is noticed by the process's own exit.
    socket.on('error', () => undefined);
    const manager = new Manager(socket);
    await manager.send('Login', { Username: 'tests', Secret: secret });
    return manager;
  }

  /** Rejects with Asterisk's words when it refuses. */
  send(action: string, fields: Readonly<Record<string, string>> = {}): Promise<ManagerMessage> {
    const id = String(++this.#count);
    const lines = Object.entries({ Action: action, ActionID: id, ...fields }).map(([key, value]) => `${key}: ${value}`);
    return new Promise((resolve, reject) => {
      this.#answers.set(id, (answer) => {
        if (answer['Response'] === 'Error') reject(new Error(`${action}: ${answer['Message'] ?? 'refused'}`));
        else resolve(answer);
      });
      this.#socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    });
  }

  /** What Asterisk's own command line prints for a command. */
  async command(text: string): Promise<string> {
    return (await this.send('Command', { Command: text }))['Output'] ?? '';
  }

  /** Calls `listener` with every event from now on; returns how to stop it. */
  onEvent(listener: (event: ManagerMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(message: ManagerMessage): void {
    const answer = this.#answers.get(message['ActionID'] ?? '');
    if (message['Response'] !== undefined && answer) {
      this.#answers.delete(message['ActionID'] ?? '');
      answer(message);
    } else if (message['Event'] !== undefined) {
      for (const listener of this.#listeners) listener(message);
    }
  }
}
