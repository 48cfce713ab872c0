/** `npm run pbx -- <url> <command> key=value …`: one command to a running development PBX. */
const [address, command = 'help', ...pairs] = process.argv.slice(2);

function fail(message: string, code: number): never {
  console.error(message);
  process.exit(code);
}

if (address === undefined || !URL.canParse(address)) {
  fail('Usage: npm run pbx -- http://localhost:8080 <command> key=value …\nThe command "help" lists the others.', 2);
}
const args: Record<string, string> = {};
for (const pair of pairs) {
  const equals = pair.indexOf('=');
  if (equals < 1) fail(`"${pair}" is not of the form key=value.`, 2);
  args[pair.slice(0, equals)] = pair.slice(equals + 1);
}

export {};

let answer: unknown;
try {
  const response = await fetch(new URL('/dev/command', address), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: command, args }),
  });
  answer = await response.json();
  if (!response.ok) fail((answer as { error: string }).error, 1);
} catch {
  fail(`No development PBX answers at ${address}.`, 1);
}
console.log(typeof answer === 'string' ? answer : JSON.stringify(answer, null, 2));
