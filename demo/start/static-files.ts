import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wav': 'audio/wav',
};

/** The demo's pages lie beside its source: only what a page needs is served, and everything that the build made. */
const SERVED = [/^\/demo\/(?:themes\/)?[\w-]+\.(?:html|css|js)$/, /^\/dist\/(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/];

/**
 * What a careful site sends with its pages. The elements need no exception from it: no inline style or script, no `eval`, and
 * HTML only from their own templates. The PBX is of the same origin here; another one would stand in `connect-src`.
 */
const POLICY = [
  "default-src 'self'",
  "img-src 'self' https:",
  "base-uri 'none'",
  "object-src 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

/** Answers for files of the repository. Nothing is cached, so that a reload shows the last build. */
export async function serveStaticFile(root: string, request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  if (request.method !== 'GET' && request.method !== 'HEAD') return new Response('Method not allowed', { status: 405 });
  if (pathname === '/') return new Response(null, { status: 302, headers: { Location: `/demo/index.html${search}` } });
  // No picture of ours, and no error in every console either.
  if (pathname === '/favicon.ico') return new Response(null, { status: 204 });
  // The patterns have no place for `..`, `%` or a leading dot, so no path leaves the two folders.
  if (!SERVED.some((pattern) => pattern.test(pathname))) return notFound();
  try {
    const body = await readFile(join(root, ...pathname.split('/').filter(Boolean)));
    const type = CONTENT_TYPES[extname(pathname)] ?? 'application/octet-stream';
    return new Response(request.method === 'HEAD' ? null : new Uint8Array(body), {
      headers: {
        'Content-Type': type,
        'Cache-Control': 'no-store',
        ...(pathname.endsWith('.html') && { 'Content-Security-Policy': POLICY }),
      },
    });
  } catch {
    return notFound();
  }
}

function notFound(): Response {
  return new Response('Not found', { status: 404, headers: { 'Content-Type': 'text/plain; charset=utf-8' } });
}
