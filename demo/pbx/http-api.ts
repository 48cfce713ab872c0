import { Hono, type Context } from 'hono';
import { cors } from 'hono/cors';
import type { CallRecords, CdrSearch } from './cdr.js';
import { CDR_ALL } from './cdr.js';
import { REALM, type Extension, type Extensions } from './extensions.js';
import { failure, readJson, success, text } from './http-answers.js';
import { randomToken } from './random.js';
import type { Refusal, Refusals } from './refusals.js';
import { licence, withNumbersAsText, type PbxSettings } from './settings.js';
import type { Signatures } from './signatures.js';

export interface Product {
  /** 1: the PBX works in "cn" mode, otherwise "en". */
  base_oem_id: number;
  company_name: string;
  /** `p_cloudpbx`: a cloud PBX. */
  platform_name: string;
  version: string;
  /** How the client is said to reach the PBX. */
  access_type: string;
}

export interface HttpApiOptions {
  product: Product;
  extensions: Extensions;
  signatures: Signatures;
  records: CallRecords;
  refusals: Refusals;
  tokens: AccessTokens;
  settings: PbxSettings;
  /** Called before an extension's new access token is made. */
  onLogin: (extension: string) => void;
  /** Called after a client's report or log was kept. */
  onReport: () => void;
}

/** Who is signed in: access token → extension number. */
export class AccessTokens {
  readonly #numbers = new Map<string, string>();
  /** Called when a token ends. */
  onRemoved: ((token: string) => void) | undefined;

  create(number: string): string {
    const token = randomToken();
    this.#numbers.set(token, number);
    return token;
  }

  find(token: string): string | undefined {
    return this.#numbers.get(token);
  }

  remove(token: string): void {
    if (this.#numbers.delete(token)) this.onRemoved?.(token);
  }

  /** Ends all tokens of an extension; returns how many there were. */
  expire(number: string): number {
    const tokens = [...this.#numbers].filter(([, owner]) => owner === number);
    for (const [token] of tokens) this.remove(token);
    return tokens.length;
  }
}

const WRONG_SIGNATURE = failure(10002, 'WRONG USERNAME OR SIGNATURE');
const SDK_OFF = failure(70136, 'LINKUS SDK DISABLED');
const WRONG_TOKEN = failure(10004, 'ACCESS TOKEN EXPIRED');

/** A PNG of one pixel: every photo of this PBX. */
const PICTURE = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
  (character) => character.charCodeAt(0),
);

/** Everything that the clients reported, newest last. */
export interface ClientReports {
  calls: Record<string, unknown>[];
  logs: Record<string, unknown>[];
}

/** The web client's API, mounted at `/api`. */
export function httpApi(options: HttpApiOptions, reports: ClientReports): Hono<Environment> {
  const { extensions, onLogin, onReport, product, records, refusals, settings, signatures, tokens } = options;
  const api = new Hono<Environment>();

  api.use(
    cors({
      origin: '*',
      allowMethods: ['GET', 'POST', 'OPTIONS'],
      allowHeaders: ['Authorization', 'Content-Type'],
      maxAge: 600,
    }),
  );
  api.use(async (context, next) => {
    const refusal = refusals.take('http', context.req.path);
    return refusal ? refused(context, refusal, 503) : next();
  });
  api.use(async (context, next) => {
    await next();
    const isJson = context.res.headers.get('content-type')?.startsWith('application/json');
    if (settings.numbers_as_text === 0 || !isJson) return;
    const answer: unknown = await context.res.clone().json();
    context.res = new Response(withNumbersAsText(answer), context.res);
  });

  api.get('/v1.0/pbx/getproduct', (context) => {
    const refusal = refusals.take('product');
    if (refusal) return refused(context, refusal, 200);
    const { access_type: accessType, ...rest } = product;
    return context.json(
      success({
        access_type: accessType,
        product: {
          disp_dev_name: 'Development PBX',
          oem_id: rest.base_oem_id,
          product_name: 'P560',
          product_type: 'P560',
          ...rest,
        },
      }),
    );
  });

  api.post('/v1.0/login', async (context) => {
    const refusal = refusals.take('login');
    if (refusal) return refused(context, refusal, 200);
    if (settings.sdk !== 1) return context.json(SDK_OFF);
    const body = await readJson(context.req);
    const username = text(body['username']);
    const extension = extensions.findByUsername(username);
    if (!extension || !signatures.verify(username, text(body['password']))) return context.json(WRONG_SIGNATURE);
    onLogin(extension.number);
    const token = tokens.create(extension.number);
    return context.json(success({ access_token: token, access_token_expire_time: 1800 }));
  });

  api.get('/photo/:name', (context) => {
    const isKnown = extensions.all().some(({ photo }) => photo === context.req.param('name'));
    if (!isKnown) return context.json(failure(10001, 'NO SUCH PHOTO'), 404);
    return context.body(PICTURE, 200, { 'Content-Type': 'image/png' });
  });

  // From here on only for those who are signed in.
  api.use(async (context, next) => {
    const extension = extensions.find(tokens.find(context.req.header('authorization') ?? '') ?? '');
    if (!extension) return context.json(WRONG_TOKEN);
    context.set('extension', extension);
    return next();
  });

  api.get('/v1.0/extension/getpersonalglobal', (context) => {
    const { enable_nat_fqdn, fqdn_domain, cloud_domain, turn_port } = settings;
    const { record_feature_code, enb_internal_client } = settings;
    return context.json(
      success({
        enable_nat_fqdn,
        fqdn_domain,
        cloud_domain,
        turn_port,
        record_feature_code,
        enb_internal_client,
      }),
    );
  });
  api.get('/v1.0/licenseservice/get', (context) => context.json(success(licence(settings))));
  api.get('/v1.0/extension/getpersonal', (context) =>
    context.json(success({ extension: personal(context.var.extension) })),
  );
  api.get('/v1.0/extension/getregisterinfo', (context) => {
    const { registerName, ha1 } = context.var.extension;
    return context.json(success({ realm: REALM, registername: registerName, registerpassword: ha1 }));
  });
  api.get('/v1.0/cdr/searchpersonal', (context) => {
    const { rows, total } = records.search(context.var.extension.number, cdrSearch(context.req.query()));
    return context.json(success({ personal_cdr_list: rows, total_number: total }));
  });
  api.get('/v1.0/extension/getphoto', (context) =>
    context.json(success({ photo: extensions.find(context.req.query('ext_num') ?? '')?.photo ?? '' })),
  );
  api.get('/v1.0/contacts/matchall', (context) =>
    context.json(success({ name: extensions.find(context.req.query('number') ?? '')?.name ?? '' })),
  );
  api.post('/v1.0/dct/init', (context) => context.json(success()));
  api.post('/v1.0/rascallreport/web', async (context) => {
    reports.calls.push(await readJson(context.req));
    onReport();
    return context.json(success());
  });
  api.post('/v1.0/systemlog/webclientlog', async (context) => {
    reports.logs.push(await readJson(context.req));
    onReport();
    return context.json(success());
  });
  api.get('/v1.0/logout', (context) => {
    tokens.remove(context.req.header('authorization') ?? '');
    return context.json(success());
  });
  api.notFound((context) => context.json(failure(10001, 'NO SUCH INTERFACE'), 404));
  return api;
}

/** The answer that a test asked for instead of the right one. */
function refused(context: Context, refusal: Refusal, usualStatus: number): Response {
  const { body, errcode = -1, status } = refusal;
  if (body !== undefined) {
    return context.body(body, (status ?? 200) as 200, { 'Content-Type': 'application/json' });
  }
  return context.json(failure(errcode, 'REFUSED'), (status ?? usualStatus) as 200);
}

type Environment = { Variables: { extension: Extension } };

function personal(extension: Extension): Record<string, unknown> {
  return {
    id: extension.id,
    number: extension.number,
    caller_id_name: extension.name,
    email_addr: extension.email,
    enb_web_client: extension.enb_web_client,
    enb_desktop_client: extension.enb_desktop_client,
    enb_web_client_call_waiting: extension.enb_web_client_call_waiting,
    enb_ctl_record: extension.enb_ctl_record,
  };
}

function cdrSearch(query: Readonly<Record<string, string>>): CdrSearch {
  const number = (name: string, otherwise: number): number => {
    const value = Number.parseInt(query[name] ?? '', 10);
    return Number.isNaN(value) ? otherwise : value;
  };
  return {
    page: Math.max(1, number('page', 1)),
    pageSize: Math.min(Math.max(1, number('page_size', 20)), 1000),
    sortBy: query['sort_by'] === 'id' ? 'id' : 'time',
    descending: query['order_by'] !== 'asc',
    status: number('status', CDR_ALL),
    filter: query['number'] ?? '',
  };
}
