/** A reporter for Node's test runner that writes nothing but `{ passed, failed, skipped }`, as JSON. */

/** A file that has no test in it, or that could not be loaded, is reported as a test of the file's name. */
function isFile({ name, file, nesting }) {
  return nesting === 0 && /\.test\.(?:ts|mjs)$/.test(name) && (file === undefined || file.endsWith(name));
}

export default async function* countReporter(source) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    // A suite is as good as its tests, but a hook of it can fail on its own.
    if (data.details?.type === 'suite' && type === 'test:pass') continue;
    if (data.details?.error?.failureType === 'subtestsFailed') continue;
    if (data.skip !== undefined || data.todo !== undefined) counts.skipped += 1;
    else if (type === 'test:pass' && !isFile(data)) counts.passed += 1;
    else counts.failed += 1;
  }
  yield JSON.stringify(counts);
}
