import { createInterface } from 'node:readline';
import { parseLine, printable } from '../pbx/command-line.js';
import type { DevelopmentPbx } from '../pbx/index.js';

/** Takes the PBX's commands from the terminal, one a line, until `stop` is called by Ctrl-C, Ctrl-D or `quit`. */
export function prompt(pbx: DevelopmentPbx, stop: () => void): void {
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: 'pbx> ' });
  terminal.on('line', (line) => {
    void run(line).finally(() => terminal.prompt());
  });
  // In a terminal readline takes Ctrl-C, so that the process gets no signal.
  terminal.on('SIGINT', stop);
  terminal.on('close', stop);
  terminal.prompt();

  async function run(line: string): Promise<void> {
    if (line.trim() === '') return;
    if (line.trim() === 'quit') {
      stop();
      return;
    }
    try {
      const { name, args } = parseLine(line);
      console.log(printable(await pbx.command(name, args)));
    } catch (error) {
      console.log(error instanceof Error ? error.message : String(error));
    }
  }
}
