import fc from 'fast-check';
import { checkDeployment } from '../../../cli/deployment/check';
import { functionsOf, readDeployment } from '../../../cli/deployment/read';
import type { Deployment } from '../../../cli/deployment/read';
import { formatPosition, lookup, toPlain } from '../../../cli/deployment/tree';
import { DeploymentFolder, VALID } from './folder';

const folder = new DeploymentFolder();
afterAll(() => {
  folder.remove();
});

function read(yaml: string, environment: Record<string, string> = {}): Deployment {
  return readDeployment(folder.write('s.yaml', yaml), { environment });
}

/** Properties of the only resource of a file with these other top-level lines. */
function propsOf(props: string, top = '', environment: Record<string, string> = {}): unknown {
  const indented = props.replace(/^/gm, '      ');
  const { resources, problems } = read(
    `${top}\nresources:\n  only:\n    component: fc3\n    props:\n${indented}\n`,
    environment,
  );
  expect(problems).toEqual([]);
  return toPlain(
    resources[0]?.props ?? { kind: 'scalar', at: { file: '', line: 0, column: 0 }, value: null },
  );
}

test('a function is what the template, the variables and its own properties make of it', () => {
  const [stopper, listener] = functionsOf(read(VALID, { REGION: 'cn-shanghai' }));
  expect(stopper).toEqual({
    resource: 'stopper',
    functionName: 'fleet-stopper',
    region: 'cn-shanghai',
    code: `${folder.path}/code/stopper`,
    handler: 'index.handler',
    runtime: 'nodejs20',
    timeout: 60,
    memorySize: 512,
    role: 'fleet-fc',
    environment: { DRY_RUN: 'true', LEVEL: 'info' },
    triggers: [
      {
        name: 'evening',
        type: 'timer',
        config: {
          cronExpression: 'CRON_TZ=Asia/Shanghai 0 30 19 ? * MON-FRI',
          enable: true,
          payload: '{"dryRun": true}',
        },
        payload: '{"dryRun": true}',
      },
    ],
  });
  expect(listener?.triggers.map(({ name, type, payload }) => [name, type, payload])).toEqual([
    ['maintenance', 'eventbridge', undefined],
    ['web', 'http', undefined],
  ]);
});

test('a function that cannot be read does not keep the others from being read', () => {
  const functions = functionsOf(
    read(VALID.replace('functionName: ${vars.prefix}-stopper', 'functionName: ${vars.gone}')),
  );
  expect(functions.map(({ resource }) => resource)).toEqual(['listener']);
});

test('left out values are those of the component', () => {
  const props = 'functionName: f\nregion: cn-hangzhou\nruntime: nodejs20\ncode: ./c\nhandler: index.handler';
  const [only] = functionsOf(
    read(`resources:\n  r:\n    component: fc3\n    props:\n${props.replace(/^/gm, '      ')}\n`),
  );
  expect(only).toMatchObject({ timeout: 3, memorySize: 512, environment: {}, triggers: [] });
  expect(only).not.toHaveProperty('role');
});

describe('variables', () => {
  test.each([
    ["${env('X', 'a')}", {}, 'a'],
    ["${env('X', 'a')}", { X: 'b' }, 'b'],
    ["${env('X', 'a')}", { X: '' }, 'a'],
    ['${env("X")}-${env("X")}', { X: 'b' }, 'b-b'],
    ['${vars.number}', {}, 7],
    ['n${vars.number}', {}, 'n7'],
    ['${vars.flag}', {}, true],
    ['${vars.map}', {}, { a: { b: 7 } }],
    ['${vars.map.a.b}', {}, 7],
    ['${vars.other}', {}, 7],
    ['${this.props.y}', {}, 'why'],
    ['${this.name}', {}, 'only'],
    ['${resources.only.props.y}', {}, 'why'],
    ["${path('./code')}", {}, expect.stringMatching(/^\/.*\/code$/) as unknown],
  ])('%s with %j', (text, environment: Record<string, string>, expected) => {
    const top =
      'vars:\n  number: 7\n  flag: true\n  map: { a: { b: "${vars.number}" } }\n  other: ${vars.map.a.b}';
    expect(propsOf(`x: ${text}\ny: why`, top, environment)).toEqual({ x: expected, y: 'why' });
  });

  test.each([
    '${vars.gone}',
    '${vars}',
    '${this.gone}',
    '${resources.gone.props.x}',
    "${path('./gone')}",
    "${env('GONE')}",
    "${file('./s.yaml')}",
    '${ vars.number }',
    '${vars.number',
    '${resources.only.output.url}',
    'a${vars.map}',
  ])('%s is a problem at its place, once', (text) => {
    const { problems } = read(
      `vars: { number: 7, map: { a: 1 } }\nresources:\n  only:\n    component: fc3\n    props:\n      x: ${JSON.stringify(text)}\n`,
    );
    expect(problems).toEqual([
      expect.objectContaining({ code: 'unresolved_variable', where: `${folder.file}:6:10` }),
    ]);
  });

  test('a .env file beside the s.yaml is read, and the environment wins over it', () => {
    folder.write('.env', 'X=from-file\nY=from-file\n');
    const props = propsOf("x: ${env('X')}\ny: ${env('Y')}", '', { Y: 'from-environment' });
    folder.write('.env', '');
    expect(props).toEqual({ x: 'from-file', y: 'from-environment' });
  });
});

test('anchors, aliases and merge keys are followed to where they are written', () => {
  const yaml = `common: &common
  region: cn-hangzhou
  tags: [a, b]
resources:
  r:
    component: fc3
    props:
      <<: *common
      tags: [c]
      again: *common
`;
  const { resources, problems } = read(yaml);
  const props = resources[0]?.props;
  expect(problems).toEqual([]);
  expect(props && toPlain(props)).toEqual({
    region: 'cn-hangzhou',
    tags: ['c'],
    again: { region: 'cn-hangzhou', tags: ['a', 'b'] },
  });
  const region = lookup(props, ['region']);
  expect(region && formatPosition(region.at)).toBe(`${folder.file}:2:11`);
});

test('an alias that never ends is a problem', () => {
  const { problems } = read('vars: &vars\n  inner: *vars\nresources: {}\n');
  expect(problems).toEqual([expect.objectContaining({ code: 'yaml_syntax', where: `${folder.file}:2:10` })]);
});

test('a file that the top-level `extend` names lies below, with positions of its own', async () => {
  const [head = '', tail = ''] = VALID.split('actions:\n');
  const base = folder.write('base.yaml', head.replace('memorySize: 512', 'memorySize: 500'));
  const { problems } = await folder.check(`extend: ./base.yaml\nactions:\n${tail}`);
  expect(problems.map(({ code, where }) => [code, where])).toEqual([['invalid_value', `${base}:13:17`]]);
});

test.each([
  ['a missing file', undefined, 'file_unreadable'],
  ['an empty file', '', 'invalid_value'],
  ['a list', '- a\n', 'invalid_value'],
  ['two documents', 'edition: 3.0.0\n---\nedition: 3.0.0\n', 'yaml_syntax'],
])('%s is a problem, not a crash', (_, yaml, code) => {
  const deployment = yaml === undefined ? readDeployment(`${folder.path}/gone.yaml`) : read(yaml);
  expect(deployment.problems[0]).toMatchObject({
    code,
    where: expect.stringContaining(folder.path) as string,
  });
  expect(functionsOf(deployment)).toEqual([]);
});

test('a damaged file gives problems, never an exception', async () => {
  const damage = fc.record({
    at: fc.nat(VALID.length),
    remove: fc.nat(40),
    insert: fc.string({
      unit: fc.constantFrom(
        '${',
        '}',
        ':',
        '\n',
        '  ',
        '- ',
        '&a ',
        '*a',
        '<<: ',
        '? ',
        '{',
        '[',
        '~',
        '"',
        '|',
        'x',
        '0',
      ),
    }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
      const text = damages.reduce(
        (before, { at, remove, insert }) => before.slice(0, at) + insert + before.slice(at + remove),
        VALID,
      );
      // The code is elsewhere: loading it is not what is tried here.
      const file = folder.write('damaged/s.yaml', text);
      const { problems } = await checkDeployment(file, { environment: {} });
      expect(
        problems.every(
          ({ code, what, where }) => code !== '' && what !== '' && where?.includes('s.yaml') === true,
        ),
      ).toBe(true);
      expect(problems.length).toBeGreaterThan(0);
    }),
    { numRuns: 150 },
  );
});
