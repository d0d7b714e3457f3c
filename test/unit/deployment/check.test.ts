import { describeProblem } from '../../../shared/core/errors';
import { DeploymentFolder, VALID } from './folder';

const folder = new DeploymentFolder();
afterAll(() => {
  folder.remove();
});

/** 1-based line on which `needle` first appears. */
function lineNumber(text: string, needle: string): number {
  const at = text.indexOf(needle);
  expect(at).toBeGreaterThanOrEqual(0);
  return text.slice(0, at).split('\n').length;
}

interface Mistake {
  /** What is replaced in the valid file, once, and by what. */
  readonly change: readonly [from: string, to: string];
  readonly code: string;
  /** Text of the line that is pointed at. */
  readonly line: string;
  /** Part of the message. */
  readonly says: string;
}

const MISTAKES: Record<string, Mistake> = {
  'broken YAML': {
    change: ['name: fleet\n', 'name: "fleet\n'],
    code: 'yaml_syntax',
    line: 'name: "fleet',
    says: 'Missing closing',
  },
  'a key written twice': {
    change: ['name: fleet\n', 'name: fleet\nname: other\n'],
    code: 'duplicate_key',
    line: 'name: other',
    says: 'unique',
  },
  'an unknown top-level key': {
    change: ['access:', 'acces:'],
    code: 'unknown_key',
    line: 'acces:',
    says: 'Did you mean `access`?',
  },
  'the edition before': {
    change: ['edition: 3.0.0', 'edition: 1.0.0'],
    code: 'invalid_value',
    line: 'edition:',
    says: 'expected 3.0.0',
  },
  'no name': {
    change: ['name: fleet\n', ''],
    code: 'missing_key',
    line: 'edition:',
    says: '`name` is missing',
  },
  'an unknown property': {
    change: ['memorySize: 512', 'memorysize: 512'],
    code: 'unknown_key',
    line: 'memorysize',
    says: 'Did you mean `memorySize`?',
  },
  'an unknown nested key': {
    change: ['onFailure:', 'onFail:'],
    code: 'unknown_key',
    line: 'onFail:',
    says: 'onFailure',
  },
  'a concurrency at which nothing runs': {
    change: ['reservedConcurrency: 1', 'reservedConcurrency: 0'],
    code: 'invalid_value',
    line: 'reservedConcurrency',
    says: '1',
  },
  'an unknown key of a resource': {
    change: ['component: fc3\n', 'component: fc3\n    prop: {}\n'],
    code: 'unknown_key',
    line: 'prop: {}',
    says: 'Did you mean `props`?',
  },
  'another component': {
    change: ['component: fc3\n', 'component: fc\n'],
    code: 'invalid_value',
    line: 'component: fc',
    says: 'fc3',
  },
  'a region without FC': {
    change: ["'cn-hangzhou'", "'cn-nanjing'"],
    code: 'invalid_value',
    line: "env('REGION'",
    says: '"cn-nanjing"',
  },
  'a runtime FC does not have': {
    change: ['nodejs20', 'nodejs22'],
    code: 'invalid_value',
    line: 'nodejs22',
    says: 'nodejs20',
  },
  'a bad function name': {
    change: ['${vars.prefix}-stopper', '7-stopper'],
    code: 'invalid_value',
    line: '7-stopper',
    says: '1 to 64 letters',
  },
  'a long function name': {
    change: ['prefix: fleet', `prefix: ${'f'.repeat(60)}`],
    code: 'invalid_value',
    line: 'functionName: ${vars.prefix}-stopper',
    says: '1 to 64',
  },
  'a function name taken': {
    change: ['${vars.prefix}-listener', 'fleet-stopper'],
    code: 'name_taken',
    line: 'functionName: fleet-stopper',
    says: 'taken by',
  },
  'a timeout too long, through a variable': {
    change: ['seconds: 60', 'seconds: 86401'],
    code: 'invalid_value',
    line: 'seconds: 86401',
    says: '1 to 86400',
  },
  'a timeout that is text': {
    change: ['timeout: 30', "timeout: '30'"],
    code: 'invalid_value',
    line: "timeout: '30'",
    says: '"30"',
  },
  'no timeout': {
    change: ['      timeout: 30\n', ''],
    code: 'missing_key',
    line: 'props:\n      functionName: ${vars.prefix}-listener',
    says: '`props.timeout` is missing',
  },
  'odd memory': {
    change: ['memorySize: 512', 'memorySize: 500'],
    code: 'invalid_value',
    line: 'memorySize: 500',
    says: 'multiple of 64',
  },
  'too little memory': {
    change: ['memorySize: 512', 'memorySize: 64'],
    code: 'invalid_value',
    line: 'memorySize: 64',
    says: 'from 128 to 32768',
  },
  'odd cpu': {
    change: ['cpu: 0.35', 'cpu: 0.33'],
    code: 'invalid_value',
    line: 'cpu: 0.33',
    says: 'multiple of 0.05',
  },
  'too much memory for the cpu': {
    change: ['memorySize: 512', 'memorySize: 2048'],
    code: 'cpu_memory_ratio',
    line: 'cpu: 0.35',
    says: '1 to 4 GB for each vCPU',
  },
  'memory without cpu': {
    change: ['cpu: 0.35\n    memorySize: 512', 'memorySize: 1024'],
    code: 'missing_key',
    line: 'memorySize: 1024',
    says: 'cpu',
  },
  'an odd disk': {
    change: ['diskSize: 10240', 'diskSize: 1024'],
    code: 'invalid_value',
    line: 'diskSize: 1024',
    says: '512, 10240',
  },
  'no role': {
    change: ['    role: fleet-fc\n', ''],
    code: 'missing_key',
    line: 'props:\n      functionName: ${vars.prefix}-stopper',
    says: '`props.role` is missing',
  },
  'a role with capitals': {
    change: ['fleet-fc', 'FleetFc'],
    code: 'invalid_value',
    line: 'role: FleetFc',
    says: 'lower case',
  },
  'the automatic role': {
    change: ['fleet-fc', 'auto'],
    code: 'invalid_value',
    line: 'role: auto',
    says: 'a role of its own',
  },
  'a code directory that is not there': {
    change: ['./code/stopper', './code/gone'],
    code: 'code_missing',
    line: './code/gone',
    says: 'npm run build',
  },
  'a handler file that is not there': {
    change: ['index.handler', 'main.handler'],
    code: 'handler_missing',
    line: 'main.handler',
    says: 'no main.js or main.mjs',
  },
  'a handler that is not exported': {
    change: ['index.handler', 'index.run'],
    code: 'handler_missing',
    line: 'index.run',
    says: 'one of its exports: handler',
  },
  'a malformed handler': {
    change: ['index.handler', 'handler'],
    code: 'invalid_value',
    line: 'handler: handler',
    says: 'index.handler',
  },
  'a reserved variable': {
    change: ['LEVEL: info', 'FC_LEVEL: info'],
    code: 'reserved_variable',
    line: 'FC_LEVEL',
    says: 'reserved',
  },
  'a malformed variable': {
    change: ['LEVEL: info', 'LOG-LEVEL: info'],
    code: 'invalid_value',
    line: 'LOG-LEVEL',
    says: 'letters, digits and _',
  },
  'a variable that is not text': {
    change: ['LEVEL: info', 'LEVEL: 5'],
    code: 'invalid_value',
    line: 'LEVEL: 5',
    says: 'quote numbers',
  },
  'too many variables': {
    change: ['LEVEL: info', `LEVEL: ${'much '.repeat(900)}`],
    code: 'environment_too_large',
    line: "DRY_RUN: 'true'",
    says: '4096',
  },
  'DRY_RUN left out': {
    change: ["        DRY_RUN: 'true'\n", ''],
    code: 'dry_run_missing',
    line: 'props:\n      functionName: ${vars.prefix}-stopper',
    says: 'whether it acts',
  },
  'DRY_RUN misspelt': {
    change: ["DRY_RUN: 'true'", "DRY_RUN: 'no'"],
    code: 'invalid_value',
    line: "DRY_RUN: 'no'",
    says: 'takes for true',
  },
  'a trigger of another type': {
    change: ['triggerType: http', 'triggerType: oss'],
    code: 'invalid_value',
    line: 'triggerType: oss',
    says: 'one of timer, http, eventbridge',
  },
  'a trigger without a type': {
    change: ['          triggerType: http\n', ''],
    code: 'missing_key',
    line: 'triggerName: web',
    says: 'triggerType` is missing',
  },
  'the configuration of another type': {
    change: ['enable: true', 'triggerEnable: true\n            #'],
    code: 'unknown_key',
    line: 'triggerEnable: true\n',
    says: 'cronExpression',
  },
  'a cron expression without zone': {
    change: ['CRON_TZ=Asia/Shanghai 0', '0'],
    code: 'invalid_value',
    line: 'cronExpression',
    says: 'names no time zone',
  },
  'a cron expression of five fields': {
    change: ['0 30 19 ?', '30 19 ?'],
    code: 'invalid_value',
    line: 'cronExpression',
    says: 'has 5 fields',
  },
  'a time zone that does not exist': {
    change: ['Asia/Shanghai', 'Asia/Hangzhou'],
    code: 'invalid_value',
    line: 'cronExpression',
    says: 'no time zone `Asia/Hangzhou`',
  },
  'a payload that is not text': {
    change: [`'{"dryRun": true}'`, '{ dryRun: true }'],
    code: 'invalid_value',
    line: 'payload',
    says: 'quote it',
  },
  'a payload that no function reads': {
    change: [`'{"dryRun": true}'`, 'nightly'],
    code: 'invalid_value',
    line: 'payload',
    says: 'not JSON',
  },
  'a payload that asks for what is not known': {
    change: ['dryRun', 'dryrun'],
    code: 'invalid_value',
    line: 'payload',
    says: 'unknown key "dryrun"',
  },
  'a payload that is broken JSON': {
    change: ['true}', 'true'],
    code: 'invalid_value',
    line: 'payload',
    says: 'not JSON',
  },
  'an event pattern that is not JSON': {
    change: ['["acs.ecs"]}', '["acs.ecs"]'],
    code: 'invalid_value',
    line: 'eventRuleFilterPattern',
    says: 'a JSON object',
  },
  'an event pattern without arrays': {
    change: ['["acs.ecs"]', '"acs.ecs"'],
    code: 'invalid_value',
    line: 'eventRuleFilterPattern',
    says: 'arrays or objects',
  },
  'a bad trigger name': {
    change: ['triggerName: web', 'triggerName: my web'],
    code: 'invalid_value',
    line: 'my web',
    says: '1 to 128',
  },
  'a trigger name taken': {
    change: ['triggerName: web', 'triggerName: maintenance'],
    code: 'name_taken',
    line: 'triggerName: maintenance\n          triggerType: http',
    says: 'taken by',
  },
  'an event age FC does not accept': {
    change: ['3600', '604801'],
    code: 'invalid_value',
    line: '604801',
    says: '1 to 604800',
  },
  'a destination that is no ARN': {
    change: ['/queues/dead-letters/messages', '/dead-letters'],
    code: 'invalid_value',
    line: '/dead-letters',
    says: 'acs:mns:',
  },
  'a concurrency that is no number': {
    change: ['reservedConcurrency: 1', 'reservedConcurrency: one'],
    code: 'invalid_value',
    line: 'reservedConcurrency',
    says: 'a whole number',
  },
  'an unknown template': {
    change: ['name: function\n    props', 'name: functions\n    props'],
    code: 'unknown_template',
    line: 'name: functions',
    says: 'one of function',
  },
  'an ignored key that is not there': {
    change: ['[diskSize]', '[disksize]'],
    code: 'unknown_key',
    line: '[disksize]',
    says: 'diskSize',
  },
  'an undefined variable': {
    change: ['${vars.seconds}', '${vars.secs}'],
    code: 'unresolved_variable',
    line: '${vars.secs}',
    says: 'is not defined',
  },
  'a variable that refers to itself': {
    change: ['seconds: 60', 'seconds: ${vars.seconds}'],
    code: 'unresolved_variable',
    line: '  seconds: ${vars.seconds}',
    says: 'refers to itself',
  },
  'an environment variable that is not set': {
    change: ["${env('ACCESS', 'default')}", "${env('ACCESS')}"],
    code: 'unresolved_variable',
    line: "env('ACCESS')",
    says: 'not set',
  },
  'a variable that needs an account': {
    change: ['name: fleet\n', "name: fleet-${config('AccountID')}\n"],
    code: 'unresolved_variable',
    line: 'AccountID',
    says: 'without an account',
  },
  'an unknown hook': {
    change: ['pre-deploy', 'before-deploy'],
    code: 'unknown_key',
    line: 'before-deploy',
    says: 'pre-',
  },
  'no functions': {
    change: [VALID.slice(VALID.indexOf('resources:')), 'resources: {}\n'],
    code: 'invalid_value',
    line: 'resources: {}',
    says: 'at least one function',
  },
};

test('a file without mistakes has no problems', async () => {
  const { problems, functions } = await folder.check(VALID);
  expect(problems).toEqual([]);
  expect(functions.map(({ functionName, timeout }) => [functionName, timeout])).toEqual([
    ['fleet-stopper', 60],
    ['fleet-listener', 30],
  ]);
});

test.each(Object.entries(MISTAKES))(
  '%s is found where it is written',
  async (_, { change, code, line, says }) => {
    const [from, to] = change;
    expect(VALID).toContain(from);
    const text = VALID.replace(from, () => to);
    const { problems } = await folder.check(text);
    const found = problems.find(
      (problem) => problem.code === code && describeProblem(problem).includes(says),
    );
    expect({ problems, found: found?.where }).toEqual({
      problems: expect.anything() as unknown,
      found: expect.stringMatching(new RegExp(`s\\.yaml:${lineNumber(text, line)}:\\d+$`)) as unknown,
    });
  },
);
