import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withStaticImports } from './static-imports.mjs';

test('a lazy import becomes a static one, and moves no line', () => {
  const source = "const a = 1;\nconst b = import('./b.js');\ntype C = typeof import('./c.js');\n";
  assert.equal(
    withStaticImports('x.ts', source),
    'const a = 1;\nconst b = Promise.resolve(lazyModule1);\n' +
      "type C = typeof import('./c.js');\n\n" +
      'import * as lazyModule1 from "./b.js";',
  );
});
