/** `npm run pbx -- <url> <command> key=value …`: one command to a running development PBX. */
import { parsePairs, printable } from './command-line.js';

class Failure extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

async function run([address, name = 'help', ...pairs]: readonly string[]): Promise<unknown> {
  if (address === undefined || !URL.canParse(address)) {
    const usage =
      'Usage: npm run pbx -- http://localhost:8080 <command> key=value …\nThe command "help" lists the others.';
    throw new Failure(usage, 2);
  }
  let args: Record<string, string>;
  try {
    args = parsePairs(pairs);
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error), 2);
  }
  const response = await fetch(new URL('/dev/command', address), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, args }),
  }).catch(() => {
    throw new Failure(`Nothing answers at ${address}. Is the development PBX running (npm start)?`, 1);
  });
  const answer: unknown = await response.json().catch(() => {
    throw new Failure(`What answers at ${address} takes no commands.`, 1);
  });
  if (!response.ok) throw new Failure((answer as { error: string }).error, 1);
  return answer;
}

try {
  console.log(printable(await run(process.argv.slice(2))));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
