import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../../shared/core/report';
import { signature } from '../../../shared/notify/webhook';
import type { CommonConfig } from '../../../shared/runtime/config';
import { deliver, messageFor } from '../../../shared/runtime/deliver';
import { folderStore } from '../../../shared/store';
import { outcome, reportWith, skip } from '../report/reports';

interface Received {
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let received: Received[];
let receiver: Server;
/** Status of the receiver's answers; none: it never answers. */
let status: number | undefined;
let address: string;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'autopilot-deliver-'));
  received = [];
  status = 200;
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ path: request.url, headers: request.headers, body });
      if (status !== undefined) response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/robot/PATH-SECRET?token=QUERY-SECRET`;
});

afterEach(async () => {
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const BASE: CommonConfig = { tagPrefix: 'autopilot', endpoints: 'public', calendars: {} };

function hook(over: object = {}): CommonConfig {
  return { ...BASE, notify: [{ type: 'webhook', urlFrom: 'HOOK', when: 'always', ...over }] };
}

/** @returns what was written to the log */
async function delivered(
  report: Report,
  config: CommonConfig,
  env: Record<string, string> = { HOOK: address },
  timeoutMs?: number,
): Promise<Record<string, unknown>[]> {
  const lines: string[] = [];
  await deliver(report, config, env, (line) => lines.push(line), timeoutMs);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const DONE = reportWith([outcome()]);
const NOTHING = reportWith([skip()]);
const FAILED = reportWith([outcome({ result: 'failed', severity: 'error' })], { verdict: 'failed' });
const WRONG_TAG = reportWith([skip({ severity: 'error' })]);
const REFUSED = reportWith([outcome({ result: 'refused', severity: 'warning' })]);
const PLANNED = reportWith([outcome({ result: 'planned' })], { mode: { real: false, because: ['x'] } });

describe('who is told of what', () => {
  test.each([
    ['always', [DONE, NOTHING, FAILED, WRONG_TAG, REFUSED, PLANNED], 6],
    ['changes', [DONE, FAILED, WRONG_TAG, REFUSED], 4],
    ['changes', [NOTHING, PLANNED], 0],
    ['problems', [FAILED, WRONG_TAG], 2],
    ['problems', [DONE, NOTHING, REFUSED, PLANNED], 0],
  ])('%s', async (when, reports, messages) => {
    for (const report of reports) expect(await delivered(report, hook({ when }))).toEqual([]);
    expect(received).toHaveLength(messages);
  });
});

describe('a message', () => {
  test('says the headline, then what needs attention, then what was done', () => {
    const wrong = skip({ severity: 'error', reason: 'names nothing' });
    expect(messageFor(reportWith([outcome(), wrong]))).toEqual({
      title: 'instance-schedule: 1 done, 1 left alone',
      text: [
        'real run',
        'skipped i-bp1example (web-01) in cn-hangzhou: names nothing',
        'done i-bp1example (web-01) in cn-hangzhou: outside its window',
      ].join('\n'),
      severity: 'warning',
      time: new Date('2026-11-20T12:00:09.000Z'),
      data: { runId: 'run-1', verdict: 'complete', counts: expect.objectContaining({ done: 1 }) as object },
    });
    expect(messageFor(FAILED).severity).toBe('critical');
    expect(messageFor(DONE).severity).toBe('info');
  });

  test('names twenty resources and counts the rest', () => {
    const lines = messageFor(reportWith(Array.from({ length: 25 }, () => outcome()))).text.split('\n');
    expect(lines).toHaveLength(22);
    expect(lines.at(-1)).toBe('and 5 more');
  });

  test('is signed where a key is named', async () => {
    const env = { HOOK: address, HOOK_KEY: 'KEY-SECRET' };
    expect(await delivered(DONE, hook({ secretFrom: 'HOOK_KEY' }), env)).toEqual([]);
    const [{ headers, body, path } = { headers: {}, body: '', path: '' }] = received;
    expect(path).toBe('/robot/PATH-SECRET?token=QUERY-SECRET');
    const timestamp = String(headers['x-autopilot-timestamp']);
    expect(headers['x-autopilot-signature']).toBe(signature('KEY-SECRET', timestamp, body));
  });
});

describe('a delivery that fails is a line in the log and nothing else', () => {
  const SECRETS = /PATH-SECRET|QUERY-SECRET|KEY-SECRET/;

  async function failure(
    config: CommonConfig,
    env: Record<string, string>,
    timeoutMs?: number,
  ): Promise<string> {
    const lines = await delivered(DONE, config, env, timeoutMs);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'error', event: 'delivery', runId: 'run-1' });
    expect(JSON.stringify(lines)).not.toMatch(SECRETS);
    return String(lines[0]?.['error']);
  }

  test.each([500, 404, 302])('the receiver answers %i', async (answer) => {
    status = answer;
    expect(await failure(hook(), { HOOK: address })).toContain(String(answer));
  });

  test('the receiver never answers', async () => {
    status = undefined;
    expect(await failure(hook(), { HOOK: address }, 30)).toContain('did not answer within 30 ms');
  });

  test.each([0, -5_000])('no time is left (%i ms)', async (timeoutMs) => {
    status = undefined;
    expect(await failure(hook(), { HOOK: address }, timeoutMs)).toContain('did not answer within 0 ms');
  });

  test('there is no receiver', async () => {
    const closed = 'http://127.0.0.1:9/robot/PATH-SECRET';
    expect(await failure(hook(), { HOOK: closed })).toContain('could not be reached (ECONNREFUSED)');
  });

  test.each([{}, { HOOK: '' }])('the variable is not set: %j', async (env) => {
    expect(await failure(hook(), env)).toMatch(
      /^environment variable HOOK: notify names it, but it is not set/,
    );
  });

  test('the key is not set', async () => {
    expect(await failure(hook({ secretFrom: 'HOOK_KEY' }), { HOOK: address })).toContain('variable HOOK_KEY');
    expect(received).toEqual([]);
  });

  test('the variable holds no address', async () => {
    expect(await failure(hook(), { HOOK: 'PATH-SECRET' })).toContain('not a URL');
  });

  test('a rehearsal reaches no other host', async () => {
    const env = { HOOK: 'https://hooks.example.com/PATH-SECRET', ECS_ENDPOINT: 'http://127.0.0.1:8080' };
    expect(await failure(hook(), env)).toMatch(/hooks\.example\.com while ECS_ENDPOINT is set/);
  });

  test('the store is no folder', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(await failure({ ...BASE, store: { folder: file } }, {})).toContain(file);
  });

  test('the other deliveries are made', async () => {
    const config = { ...hook(), store: { folder } };
    const lines = await delivered(DONE, config, {});
    expect(lines.map(({ to }) => to)).toEqual(['webhook HOOK']);
    expect(await folderStore(folder).list('reports/')).toHaveLength(1);
  });
});

test('reports lie in the store by function, day and time, whatever the run is called', async () => {
  const report = { ...DONE, runId: '../../x y' };
  expect(await delivered(report, { ...BASE, store: { folder } }, {})).toEqual([]);
  const [key = ''] = await folderStore(folder).list('reports/');
  expect(key).toBe('reports/instance-schedule/2026-11-20/120001-______x_y.json');
  expect(JSON.parse((await folderStore(folder).get(key))?.value ?? '')).toEqual(report);
});
