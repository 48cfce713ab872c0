import js from '@eslint/js';
import globals from 'globals';
import { configs as lit } from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import { configs as wc } from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';

const noOnly = {
  selector: "CallExpression[callee.type='MemberExpression'][callee.property.name='only']",
  message: 'A test with .only keeps the others from running.',
};

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'node_modules/', 'locales/generated/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: ['error', 'always'],
      'no-restricted-syntax': ['error', noOnly],
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },

  // Tools and configuration: plain JavaScript for Node.
  { files: ['**/*.mjs'], languageOptions: { globals: globals.node } },
  // The code of the demo's pages, as a user would paste it.
  { files: ['demo/**/*.js'], languageOptions: { globals: globals.browser } },
  {
    files: ['demo/server/**/*.js'],
    languageOptions: { globals: { ...globals.node, Bun: 'readonly', Deno: 'readonly' } },
  },

  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      // `() => this.close()` is how a listener is written; what it returns is nobody's business.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // `[...text]` goes by code points, which is what digits and initials need.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // `async` makes a rejection of what is thrown, also where nothing is awaited.
      '@typescript-eslint/require-await': 'off',
      // Types are structural: what has the shape of an instance is as good as one.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Rejections are the manual's results, plain objects with a code: applications read `code` and `msg`.
      '@typescript-eslint/only-throw-error': [
        'error',
        {
          allow: [
            { from: 'file', name: 'Result' },
            { from: 'lib', name: 'Readonly' },
          ],
          allowRethrowing: true,
        },
      ],
      '@typescript-eslint/prefer-promise-reject-errors': 'off', // the same
      // The DOM's types promise what an insecure page, an older browser or Node doesn't have.
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },

  {
    files: ['src/**/*.ts', 'elements/**/*.ts', 'locales/**/*.ts'],
    languageOptions: { globals: globals.browser },
    // What is worth logging goes through src/logger.ts, where the application decides whether to see it.
    rules: { 'no-console': 'error' },
  },
  { files: ['src/logger.ts'], rules: { 'no-console': 'off' } },
  // Code or texts that can't be loaded: the page's developer should see it, and the logger may be part of what is missing.
  { files: ['elements/**/*.ts', 'locales/**/*.ts'], rules: { 'no-console': ['error', { allow: ['warn'] }] } },

  {
    files: ['elements/**/*.ts'],
    extends: [lit['flat/recommended'], wc['flat/recommended'], litA11y.configs.recommended],
    rules: {
      'lit/lifecycle-super': 'error',
      'lit/no-classfield-shadowing': 'error',
      'lit/no-invalid-escape-sequences': 'error',
      'lit/no-this-assign-in-render': 'error',
      'lit/no-useless-template-literals': 'error',
      'lit/prefer-static-styles': 'error',
      'lit/quoted-expressions': 'error',
      'lit/value-after-constraints': 'error',
      'wc/guard-super-call': 'off', // TypeScript knows that the base class has the callback.
      'wc/no-constructor-params': 'error',
      'wc/no-typos': 'error',
      // Lit calls the listeners of a template with the element as `this`.
      '@typescript-eslint/unbound-method': 'off',
    },
  },

  // Here the methods taken out of an object are those of sip.js' answers, which are functions.
  { files: ['demo/**/*.ts'], rules: { '@typescript-eslint/unbound-method': 'off' } },

  {
    files: ['**/*.test.ts', '**/testing/**/*.ts'],
    languageOptions: { globals: globals.mocha },
    rules: {
      'no-console': 'off',
      // `expect(x).to.be.true` is an expression; the type checker notices one that doesn't exist.
      '@typescript-eslint/no-unused-expressions': 'off',
      // A test may say what it knows: that there is a shadow root, that the list has a first entry.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A type parameter used once says what the caller expects to get.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // describe() and it() of node:test return promises that its runner awaits.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['describe', 'it', 'test', 'suite'] },
          ],
        },
      ],
    },
  },
);
