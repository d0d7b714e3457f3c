import { z } from 'zod';
import { coverageOf } from '../api/coverage';
import type { Engine } from '../engine';
import { EmulatorInputError } from '../errors';
import { parseFleet } from '../fleet/schema';
import { changeStock } from '../fleet/stock';
import { OPERATIONS } from '../operations';
import { answer } from '../wire/surface';
import type { HttpReply, HttpRequest, RequestHead, Surface } from '../wire/surface';
import { EVENT_ROUTES } from './event-routes';
import { clockOf, instant, parse, since } from './route';
import type { Route } from './route';
import { stateOf, summaryOf } from './state';
import { raiseSystemEvent, systemEventsOf } from './system-events';

const PREFIX = '/_emulator/';

const journalQuery = z.strictObject({
  operation: z.string().optional(),
  since,
});

const stateQuery = z.strictObject({ region: z.string().optional(), account: z.string().optional() });

const accountQuery = z.strictObject({ account: z.string().optional() });

const clockBody = z.union(
  [z.strictObject({ advanceMs: z.number().min(0) }), z.strictObject({ now: instant })],
  {
    error: 'expected {"advanceMs": number} or {"now": ISO 8601 time}',
  },
);

const stockBody = z.strictObject({
  zone: z.string(),
  type: z.string(),
  available: z.boolean(),
  account: z.string().optional(),
});

const credentialsBody = z.strictObject({
  role: z.string(),
  session: z.string().default('emulator'),
  seconds: z.int().min(1).default(3600),
  account: z.string().optional(),
});

const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    name: 'health',
    summary: 'that the emulator answers',
    run: () => ({ status: 'ok' }),
  },
  {
    method: 'GET',
    name: 'state',
    summary: 'figures of the world; with ?region= the instances of a region (&account= of another account)',
    run(engine, { query }) {
      const { region: id, account } = parse(stateQuery, Object.fromEntries(query), 'query');
      const state = stateOf(engine);
      if (id === undefined) return state;
      const region = engine.account(account).regions.get(id);
      if (region === undefined)
        throw new EmulatorInputError([`query.region: the account has no region "${id}"`]);
      return { region: id, instances: region.instances.all().map(summaryOf) };
    },
  },
  {
    method: 'GET',
    name: 'journal',
    summary: 'every call, oldest first; ?operation= and ?since=SEQ narrow it',
    run({ journal }, { query }) {
      const { operation, since: after } = parse(journalQuery, Object.fromEntries(query), 'query');
      const entries = journal.entries({
        ...(operation !== undefined && { operation }),
        ...(after !== undefined && { since: after }),
      });
      return { dropped: journal.dropped, entries };
    },
  },
  {
    method: 'GET',
    name: 'coverage',
    summary: 'operations and parameters',
    run: () => ({ operations: coverageOf(OPERATIONS) }),
  },
  { method: 'GET', name: 'clock', summary: 'virtual time', run: clockOf },
  {
    method: 'POST',
    name: 'clock',
    summary: '{"advanceMs": 60000} or {"now": "2026-03-02T08:00:00Z"}',
    run(engine, { body }) {
      const wanted = parse(clockBody, body, 'body');
      const { clock } = engine.world;
      if ('now' in wanted) clock.moveTo(wanted.now);
      else clock.advance(wanted.advanceMs);
      return clockOf(engine);
    },
  },
  {
    method: 'GET',
    name: 'faults',
    summary: 'faults in force',
    run: ({ faults }) => ({ faults: faults.state() }),
  },
  {
    method: 'POST',
    name: 'faults',
    summary: 'adds a fault or a list of them',
    run({ faults }, { body }) {
      faults.add(Array.isArray(body) ? body : [body]);
      return { faults: faults.state() };
    },
  },
  {
    method: 'DELETE',
    name: 'faults',
    summary: 'removes every fault',
    run({ faults }) {
      faults.clear();
      return { faults: [] };
    },
  },
  {
    method: 'POST',
    name: 'fleet',
    summary: 'replaces all resources and identities by those of a fleet',
    run(engine, { body }) {
      engine.loadFleet(parseFleet(body));
      return stateOf(engine);
    },
  },
  {
    method: 'POST',
    name: 'instances',
    summary: 'adds a list of instances, written as in a fleet',
    run(engine, { body }) {
      const added = engine.addInstances(body);
      return { added: added.map(({ id }) => id) };
    },
  },
  {
    method: 'GET',
    name: 'events',
    summary: 'the system events of the account; ?account= of another one',
    run(engine, { query }) {
      const { account } = parse(accountQuery, Object.fromEntries(query), 'query');
      return { events: systemEventsOf(engine, account) };
    },
  },
  {
    method: 'POST',
    name: 'events',
    summary: '{"instance": "i-web", "code": "SystemMaintenance.Reboot", "inMinutes": 60}',
    run: (engine, { body }) => raiseSystemEvent(engine, body),
  },
  {
    method: 'POST',
    name: 'stock',
    summary: '{"zone": "cn-hangzhou-h", "type": "ecs.g7.large", "available": false}',
    run(engine, { body }) {
      const { zone, type, available, account: id } = parse(stockBody, body, 'body');
      const account = engine.account(id);
      changeStock(account, { zone, type }, available, 'body');
      return { outOfStock: account.outOfStock() };
    },
  },
  {
    method: 'POST',
    name: 'credentials',
    summary: '{"role": "name"}: temporary credentials of a role, without AssumeRole',
    run(engine, { body }) {
      const { role, session, seconds, account } = parse(credentialsBody, body, 'body');
      return engine.issueRoleCredentials(role, session, seconds, account);
    },
  },
  {
    method: 'POST',
    name: 'reset',
    summary: 'starts again with the same fleet; {"now": ...} at another time',
    run(engine, { body }) {
      engine.reset(parse(z.strictObject({ now: instant.optional() }), body, 'body').now);
      return stateOf(engine);
    },
  },
  ...EVENT_ROUTES,
];

function json(status: number, body: unknown): HttpReply {
  return answer(status, 'application/json;charset=utf-8', `${JSON.stringify(body)}\n`);
}

function problem(status: number, ...problems: readonly string[]): HttpReply {
  return json(status, { problems });
}

function isLoopback(host: string): boolean {
  return /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i.test(host);
}

/** A page of another origin, or a name that was made to resolve here, must not reach the controls. */
function refusalOf(request: HttpRequest): string | undefined {
  const host = request.headers.get('host') ?? '';
  if (!isLoopback(host)) return `the Host header is "${host}", expected 127.0.0.1, localhost or [::1]`;
  const origin = request.headers.get('origin');
  if (origin === undefined || isLoopback(origin.replace(/^https?:\/\//i, ''))) return undefined;
  return `the Origin header is "${origin}", expected none or one of this machine`;
}

function bodyOf(request: HttpRequest): unknown {
  if (request.body.length === 0) return {};
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch (error) {
    throw new EmulatorInputError([`body: not valid JSON (${String(error)})`]);
  }
}

/** The controls of the emulator under `/_emulator/`: JSON in, JSON out. */
export class ControlApi implements Surface {
  readonly maxBodyBytes = 256 * 1024 * 1024;
  private readonly engine: Engine;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  accepts({ path }: RequestHead): boolean {
    return path.startsWith(PREFIX) || path === PREFIX.slice(0, -1);
  }

  handleOversized(): HttpReply {
    return problem(413, `body: over ${this.maxBodyBytes} bytes`);
  }

  async handle(request: HttpRequest): Promise<HttpReply> {
    const refused = refusalOf(request);
    if (refused !== undefined) return problem(403, refused);
    const name = request.path.slice(PREFIX.length);
    const named = ROUTES.filter((route) => route.name === name);
    const route = named.find(({ method }) => method === request.method);
    if (route === undefined) {
      const available = ROUTES.map(
        ({ method, name: path, summary }) => `${method} ${PREFIX}${path}: ${summary}`,
      );
      return json(named.length > 0 ? 405 : 404, {
        problems: [`${request.method} ${request.path}: there is no such control`],
        available,
      });
    }
    return this.run(route, request);
  }

  private async run(route: Route, request: HttpRequest): Promise<HttpReply> {
    this.engine.world.clock.settle();
    try {
      const query = new URLSearchParams(request.query);
      return json(200, await route.run(this.engine, { query, body: bodyOf(request) }));
    } catch (error) {
      if (error instanceof EmulatorInputError) return problem(400, ...error.problems);
      return problem(500, `the emulator itself failed: ${String(error)}`);
    }
  }
}
