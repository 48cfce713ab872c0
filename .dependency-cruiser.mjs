/**
 * The floors of the house (CONTRIBUTING.md draws them): an arrow points down only, and nothing runs in circles.
 * `comment` says what to do instead. Tests and their helpers may reach anything.
 */
const testCode = '\\.test\\.ts$|/testing/';

/** From one place to another, never. */
const never = (name, from, to, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { pathNot: testCode, ...from },
  to,
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    never(
      'no-circular',
      {},
      // A type may look back up: it is gone when the code runs.
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
      'Two files that need each other are one file, or both need a third that is not there yet.',
    ),
    never(
      'no-orphans',
      {
        orphan: true,
        path: '^(src|elements|locales|demo)/', // A page loads its own script, a runtime its own server.
        // Two modules take the place of ones of sip.js (.ci/sip-js-modules.mjs).
        pathNot: `${testCode}|\\.d\\.ts$|^src/sip/no-(grammar|subscriptions)\\.ts$|^demo/([^/]+|server/platforms/[^/]+)\\.js$`,
      },
      {},
      'Nothing imports this file and it imports nothing: use it or delete it.',
    ),
    never(
      'not-to-test-code',
      { path: '^(src|elements|locales)/' },
      { path: testCode },
      'What is published doesn’t import tests or their helpers. Move what both need into a file of its own.',
    ),

    never(
      'tests-import-down',
      { path: '^(src|elements|locales)/.*(\\.test\\.ts$|/testing/)', pathNot: '^$' },
      // The development PBX runs in another process; of it a test knows types alone.
      { path: '^demo/', dependencyTypesNot: ['type-only'] },
      'Helpers of the tests in the browser are in src/testing/, or in testing/ beside what they help with.',
    ),

    // src/ as a whole
    never(
      'src-knows-no-element',
      { path: '^src/' },
      { path: '^(elements|demo|locales)/' },
      'The core runs without elements. Put what the element needs to know into the snapshot (src/store/phone-snapshot.ts).',
    ),
    never(
      'src-knows-no-lit',
      { path: '^src/' },
      { path: 'node_modules/(lit|lit-html|lit-element|@lit|@lit-labs)/' },
      'The core runs without Lit. Emit an event or change the snapshot, and draw it in elements/.',
    ),
    never(
      'only-the-adapter-imports-sip-js',
      { pathNot: `^src/sip/|^demo/pbx/|${testCode}` },
      { path: 'node_modules/sip\\.js/' },
      'Everything else speaks to src/sip/sip-port.ts. Add to the port what is missing there.',
    ),
    never(
      'the-port-knows-no-stack',
      { path: '^src/sip/sip-port\\.ts$' },
      { path: 'node_modules/sip\\.js/|^src/sip/' },
      'The port is facts and verbs in our own words. What needs sip.js belongs in the adapter beside it.',
    ),
    never(
      'only-init-loads-the-adapter',
      { path: '^(src|elements)/', pathNot: `^src/(sip/|init\\.ts)|${testCode}` },
      { path: '^src/sip/', pathNot: '^src/sip/sip-port\\.ts$' },
      'Take a SipAgent of src/sip/sip-port.ts as an argument; src/init.ts brings the real one.',
    ),
    never(
      'the-adapter-is-loaded-late',
      { path: '^src/init\\.ts$' },
      {
        path: '^src/sip/(sip-agent|connection|registration|session/)',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
      'Load the adapter with import() at sign-in: a page that only draws the elements must not pay for sip.js.',
    ),
    never(
      'server-stands-alone',
      { path: '^src/server/' },
      { path: '^(src|elements|locales|demo)/', pathNot: '^src/server/' },
      'The signature service runs on an application server and shares nothing with the browser code.',
    ),
    never(
      'nobody-imports-server',
      { path: '^(src|elements|locales)/', pathNot: `^src/server/|${testCode}` },
      { path: '^src/server/' },
      'The access key must never reach a browser.',
    ),

    // the floors of src/, from the ground up
    never(
      'ground-floor-depends-on-nothing',
      { path: '^src/[^/]+\\.ts$', pathNot: `^src/(init|core)\\.ts$|${testCode}` },
      { path: '^src/[^/]+/|^src/(init|core)\\.ts$' },
      'result, emitter, logger … know none of the floors above. Pass in what they need, or move the file up.',
    ),
    never(
      'media-pbx-and-sip-are-neighbours',
      { path: '^src/(media|pbx|sip)/' },
      { path: '^src/(media|pbx|sip|phone|store|live)/|^src/(init|core)\\.ts$', pathNot: '^src/$1/' },
      'These three don’t know each other, nor the floors above. src/phone/ or src/init.ts joins them.',
    ),
    never(
      'phone-is-below-init-and-live',
      { path: '^src/phone/' },
      { path: '^src/(store|live)/|^src/(init|core)\\.ts$' },
      'Operators and calls emit events; src/live/ listens and writes the snapshot.',
    ),
    never(
      'init-is-below-live',
      { path: '^src/init\\.ts$' },
      { path: '^src/(store|live)/|^src/core\\.ts$' },
      'init() builds the operators and knows no snapshot. src/live/ calls it.',
    ),
    never(
      'store-is-plain-data',
      { path: '^src/store/' },
      { path: '^src/[^/]+/|^src/(init|core)\\.ts$', pathNot: '^src/store/', dependencyTypesNot: ['type-only'] },
      'A page that only draws loads src/store/. What needs the operators, the media or SIP belongs in src/live/.',
    ),
    never(
      'live-is-loaded-at-sign-in',
      // The menu of devices and its meter are loaded late themselves.
      { path: '^(src|elements)/', pathNot: `^src/live/|^elements/session/(device-menu|level-meter)\\.ts$|${testCode}` },
      { path: '^src/live/', dynamic: false, dependencyTypesNot: ['type-only'] },
      'Load src/live/ with import(): a page that only draws the elements must not pay for it.',
    ),
    never(
      'core-is-an-entry',
      { path: '^(src|elements)/' },
      { path: '^src/core\\.ts$' },
      'src/core.ts is the list of what is published. Import the file that has it.',
    ),

    // elements/
    never(
      'elements-know-no-sip',
      // The drop-in hands the operators to the application.
      { path: '^elements/', pathNot: `^elements/ui/|${testCode}` },
      {
        path: '^src/(sip|media|pbx|phone|server)/|^src/(init|core)\\.ts$|node_modules/sip\\.js/',
        // What a number may look like, how a key sounds, whether somebody speaks: none of them knows of calls.
        pathNot: '^src/(phone/dial-number|media/(tones|mute-talk))\\.ts$',
      },
      'An element draws the snapshot and sends requests (src/store/). Add to the snapshot or to the requests what is missing.',
    ),
    never(
      'an-element-knows-no-other',
      { path: '^elements/([^/]+)/', pathNot: `^elements/(phone|ui)/|${testCode}` },
      // The keypad of a call is a dialpad.
      { path: '^elements/', pathNot: '^elements/($1|base|dialpad)/' },
      'Each element works alone on a page. linkus-phone draws the others; what several share is in elements/base/.',
    ),
    never(
      'base-is-below-the-elements',
      { path: '^elements/base/' },
      { path: '^elements/', pathNot: '^elements/base/' },
      'elements/base/ is what the elements share; it knows none of them.',
    ),

    // locales/ and demo/
    never(
      'locales-know-nobody',
      { path: '^locales/' },
      { path: '^(src|elements|demo)/' },
      'Translations are data: the elements import them, not the other way round.',
    ),
    never(
      'the-pbx-knows-no-client',
      { path: '^demo/pbx/' },
      { path: '^(src|elements|locales)/' },
      'If the PBX shared code with the phone, both could be wrong in the same way and every test would pass.',
    ),
    never(
      'the-pbx-runs-without-node',
      { path: '^demo/pbx/', pathNot: `^demo/pbx/(media[^/]*|node-[^/]*|cli|index)(\\.ts|/)|${testCode}` },
      { path: 'node_modules/(ws|werift|@hono/node-server|selfsigned)/' },
      'Registrar, dialogs and calls will also run inside a page. Node’s modules belong in media*.ts, node-*.ts, cli.ts and index.ts.',
    ),
    never(
      'the-pbx-runs-without-node-core',
      { path: '^demo/pbx/', pathNot: `^demo/pbx/(media[^/]*|node-[^/]*|cli|index)(\\.ts|/)|${testCode}` },
      { dependencyTypes: ['core'] },
      'Registrar, dialogs and calls will also run inside a page. Node’s modules belong in media*.ts, node-*.ts, cli.ts and index.ts.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['browser', 'import', 'types', 'default'] },
  },
};
