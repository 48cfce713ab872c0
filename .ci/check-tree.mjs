/** What must not be in the tree: paths of somebody's machine, a registry's host, a switched-off rule without a reason. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const generated = /^locales\/generated\//;
const binary = /\.(?:png|jpe?g|gif|ico|webp|woff2?|mp3|ogg|opus|wav|pcm|gz)$/;

// Written in pieces, so that this file doesn't find itself.
const forbidden = [
  [new RegExp('(?:^|[^\\w.])/' + '(?:work|home/[^/\\s]+|Users/[^/\\s]+|root)/'), 'a path of one machine'],
  [new RegExp('registry' + '\\.[a-z-]+\\.[a-z]'), 'the host name of a registry'],
  [new RegExp('eslint' + '-disable(?!.* -- )'), 'a rule switched off without a reason (add: -- why)'],
];

/** Files that git has, or would add. */
function filesOfTree(root) {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // Deleted, and git has not been told yet.
    if (error.code === 'ENOENT') return '';
    throw error;
  }
}

export async function checkTree(root, files = filesOfTree(root)) {
  const problems = [];
  for (const file of files.filter((name) => !binary.test(name) && !generated.test(name))) {
    for (const [index, line] of readIfThere(join(root, file)).split('\n').entries()) {
      for (const [expression, what] of forbidden) {
        if (expression.test(line)) problems.push(`${file}:${index + 1} has ${what}: ${line.trim().slice(0, 100)}`);
      }
      if (file === 'package-lock.json' && line.includes('"resolved"')) {
        problems.push(
          `${file}:${index + 1} names where a package came from; .npmrc omits that: run npm install again.`,
        );
      }
    }
  }
  return problems;
}
