/** What each of the servers here has of its own: who is signed in, and the PBX. */
const extensionsOf = new Map(
  Array.from({ length: 10 }, (_, user) => [`session-${user}`, [String(1000 + user), String(1000 + ((user + 1) % 10))]]),
);

/**
 * The extension of the session in the cookie, or another one of this user's that the body names; undefined: nobody is
 * signed in.
 */
async function identify(request) {
  const [, session] = /(?:^|;\s*)session=([\w-]+)/.exec(request.headers.get('cookie') ?? '') ?? [];
  const extensions = extensionsOf.get(session);
  const body = await request.text();
  const { extension } = body === '' ? {} : JSON.parse(body);
  return extensions?.includes(extension) ? extension : extensions?.[0];
}

/** @param env the environment's variables */
export const optionsFrom = (env) => ({
  pbxUrl: env.LINKUS_PBX_URL,
  accessId: env.LINKUS_ACCESS_ID,
  accessKey: env.LINKUS_ACCESS_KEY,
  origins: ['https://crm.example.com'],
  identify,
  onEvent: (event) => console.log(JSON.stringify(event)),
});
