import type { Files } from './command-line';
import { autopilot, problemsOf, temporaryFiles } from './command-line';

let files: Files;

beforeAll(() => {
  files = temporaryFiles();
});

afterAll(() => {
  files.remove();
});

const OVER_NIGHT = `instance-schedule:
  schedules:
    night:
      timezone: Europe/Berlin
      windows: [{ days: sat, start: '22:00', stop: '06:00' }]
`;

function explain(args: readonly string[]): ReturnType<typeof autopilot> {
  const config = files.write('autopilot.yaml', OVER_NIGHT);
  return autopilot(['schedule', 'explain', ...args, '--config', config]);
}

describe('schedule explain', () => {
  test('the state with its reason, and the transitions', async () => {
    const { code, out } = await explain(['night', '--at', '2026-11-21T23:00:00+01:00']);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^Sat 2026-11-21 23:00: running\n {2}night wants it running since Sat 2026-11-21 22:00 \(sat 22:00-06:00\)/,
    );
    expect(out).toContain('Transitions from Sat 2026-11-21 23:00 to Sat 2026-11-28 23:00 (Europe/Berlin)');
    expect(out).toContain(
      '  Sun 2026-11-22 06:00  stop   sat 22:00-06:00\n  Sat 2026-11-28 22:00  start  sat 22:00-06:00\n',
    );
  });

  test('as JSON, in UTC, over a change of the clocks', async () => {
    const range = ['--from', '2026-10-24T00:00:00Z', '--to', '2026-10-26T00:00:00Z'];
    const { out } = await explain(['night', '--at', '2026-10-24T00:00:00Z', ...range, '--json']);
    expect(JSON.parse(out)).toMatchObject({
      schedule: 'night',
      state: 'stopped',
      transitions: [
        { at: '2026-10-24T20:00:00.000Z', to: 'running' },
        { at: '2026-10-25T05:00:00.000Z', to: 'stopped' },
      ],
    });
  });

  test('no transitions', async () => {
    const { out } = await explain(['night', '--at', '2026-11-23T00:00:00Z', '--to', '2026-11-24T00:00:00Z']);
    expect(out).toMatch(/Transitions from .*\n {2}none\n$/);
  });

  test('a schedule that there is not', async () => {
    const ended = await explain(['nights', '--json']);
    expect(ended.code).toBe(2);
    expect(problemsOf(ended)).toMatchObject({
      error: 'unknown_schedule',
      problems: [{ expected: 'night', next: 'Did you mean night?' }],
    });
  });
});

describe('policy', () => {
  test('reading is a part of all', async () => {
    const actionsOf = async (...args: string[]): Promise<string[]> => {
      const { code, out } = await autopilot(['policy', 'instance-schedule', ...args]);
      expect(code).toBe(0);
      const policy = JSON.parse(out) as {
        Version: string;
        Statement: { Effect: string; Action: string[] }[];
      };
      expect(policy.Version).toBe('1');
      return policy.Statement.flatMap(({ Action }) => Action);
    };
    const reading = await actionsOf('--read-only');
    expect(reading.every((action) => action.startsWith('ecs:Describe'))).toBe(true);
    expect(await actionsOf()).toEqual([
      ...reading,
      'ecs:StartInstances',
      'ecs:StopInstances',
      'ecs:TagResources',
    ]);
  });
});

describe('config', () => {
  test('check of files that are well', async () => {
    const { code, out } = await autopilot([
      'config',
      'check',
      '--config',
      'autopilot.yaml',
      '--deployment',
      's.yaml',
    ]);
    expect({ code, out }).toEqual({ code: 0, out: 'autopilot.yaml and s.yaml: no problems\n' });
  });

  test('check says what is wrong in both files', async () => {
    const config = files.write('wrong.yaml', 'regoins: []\n');
    const deployment = files.write('s.yaml', 'edition: 3.0.0\nname: x\nresource: {}\n');
    const ended = await autopilot([
      'config',
      'check',
      '--config',
      config,
      '--deployment',
      deployment,
      '--json',
    ]);
    expect(ended.code).toBe(2);
    const places = problemsOf(ended).problems.map(({ where }) => where ?? '');
    expect(places.some((where) => where.startsWith(`${config}:1:1`))).toBe(true);
    expect(places.some((where) => where.startsWith(deployment))).toBe(true);
  });

  test('schema is a JSON Schema that names every key', async () => {
    const { code, out } = await autopilot(['config', 'schema']);
    const schema = JSON.parse(out) as { $schema: string; properties: object; additionalProperties: boolean };
    expect(code).toBe(0);
    expect(schema.$schema).toContain('json-schema.org');
    expect(schema.additionalProperties).toBe(false);
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining(['tagPrefix', 'regions', 'limits', 'instance-schedule']),
    );
  });
});
