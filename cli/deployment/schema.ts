import { z } from 'zod';
import { FC_REGIONS, LIMITS, NODE_RUNTIMES } from './platform';
import { trigger } from './triggers';
import { autoOr, bool, choice, list, map, name, number, optionalText, text } from './values';

const destination = map({
  destination: z
    .string({ error: 'an ARN' })
    .regex(
      new RegExp(
        [
          String.raw`^acs:mns:[a-z0-9-]+:\d+:/queues/[\w-]+/messages$`,
          String.raw`^acs:mns:[a-z0-9-]+:\d*:/topics/[\w-]+/messages$`,
          String.raw`^acs:fc:[a-z0-9-]+:\d+:functions/[\w-]+$`,
          String.raw`^acs:(?:eventbridge|mq|rocketmq):[a-z0-9-]+:\d+:\S+$`,
        ].join('|'),
      ),
      {
        error:
          'an ARN such as acs:mns:<region>:<account>:/queues/<queue>/messages or acs:fc:<region>:<account>:functions/<function>',
      },
    ),
});

const asyncInvokeConfig = map({
  maxAsyncRetryAttempts: number(0, LIMITS.asyncRetryAttempts).optional(),
  maxAsyncEventAgeInSeconds: number(1, LIMITS.asyncEventAgeSeconds).optional(),
  asyncTask: bool.optional(),
  qualifier: optionalText,
  destinationConfig: map({ onSuccess: destination.optional(), onFailure: destination.optional() }).optional(),
});

const HANDLER = {
  pattern: /^[A-Za-z0-9_][\w./-]*\.[A-Za-z_$][\w$]*$/,
  error: '<file without extension>.<export>, such as index.handler',
};
const handler = z.string({ error: HANDLER.error }).regex(HANDLER.pattern, { error: HANDLER.error });

const hook = (maxSeconds: number) => map({ handler, timeout: number(1, maxSeconds).optional() });

const role = z
  .string({ error: 'the name of a RAM role' })
  .regex(/^(?:acs:ram::\d+:role\/)?[a-z0-9][a-z0-9.-]{0,63}$/, {
    error: 'a RAM role name in lower case (the component lower-cases it), or acs:ram::<account>:role/<name>',
  })
  .refine((value) => value !== 'auto', {
    error:
      'a role of its own; the role that `auto` creates may do nothing with ECS, and lists would come back empty',
  });

const environmentVariables = z.record(
  z.string(),
  z.string({ error: 'text; quote numbers, true and false' }),
  { error: 'a map of names to text' },
);

/** `props` of a function with a built-in Node.js runtime; the other properties of the component are not accepted. */
const props = map({
  region: choice(FC_REGIONS),
  functionName: name(64),
  description: optionalText,
  runtime: choice(NODE_RUNTIMES),
  handler,
  code: z.string({ error: 'the path of a directory' }).min(1, { error: 'the path of a directory' }),
  cpu: number(LIMITS.cpu.min, LIMITS.cpu.max, LIMITS.cpu.step).optional(),
  memorySize: number(LIMITS.memoryMb.min, LIMITS.memoryMb.max, LIMITS.memoryMb.step).optional(),
  diskSize: z.literal(LIMITS.diskMb, { error: `one of ${LIMITS.diskMb.join(', ')} (MB)` }).optional(),
  timeout: number(1, LIMITS.timeoutSeconds),
  internetAccess: bool.optional(),
  role,
  logConfig: autoOr(
    map({
      project: text,
      logstore: text,
      enableInstanceMetrics: bool.optional(),
      enableRequestMetrics: bool.optional(),
      logBeginRule: choice(['None', 'DefaultRegex']).optional(),
    }),
  ),
  environmentVariables,
  asyncInvokeConfig: asyncInvokeConfig.optional(),
  concurrencyConfig: map({ reservedConcurrency: number(1, 300) }).optional(),
  instanceLifecycleConfig: map({
    initializer: hook(LIMITS.hookTimeoutSeconds.initializer).optional(),
    preStop: hook(LIMITS.hookTimeoutSeconds.preStop).optional(),
  }).optional(),
  vpcConfig: autoOr(
    map({
      vpcId: text,
      vSwitchIds: z.union([z.literal('auto'), list(text)], { error: 'auto or a list' }),
      securityGroupId: text,
    }),
  ).optional(),
  ossMountConfig: map({
    mountPoints: list(
      map({
        bucketName: text,
        bucketPath: optionalText,
        endpoint: optionalText,
        mountDir: text,
        readOnly: bool.optional(),
      }),
    ),
  }).optional(),
  layers: list(text)
    .max(LIMITS.layersPerFunction, { error: `at most ${LIMITS.layersPerFunction} layers` })
    .optional(),
  tags: list(map({ key: text, value: z.string({ error: 'text' }) })).optional(),
  resourceGroupId: optionalText,
  triggers: list(trigger)
    .max(LIMITS.triggersPerFunction, { error: `at most ${LIMITS.triggersPerFunction} triggers` })
    .optional(),
});

const action = map({
  run: text.optional(),
  path: optionalText,
  plugin: text.optional(),
  args: z.record(z.string(), z.unknown(), { error: 'a map' }).optional(),
  component: text.optional(),
  allow_failure: z.unknown().optional(),
}).refine(({ run, plugin, component }) => [run, plugin, component].filter(Boolean).length === 1, {
  error: 'exactly one of run, plugin, component',
});

const actions = z.record(
  z.string().regex(/^(?:pre|success|fail|complete)-[a-z-]+$/, {
    error: 'pre-, success-, fail- or complete- and a command, such as pre-deploy',
  }),
  list(action),
  { error: 'a map of hooks, such as pre-deploy' },
);

const component = z
  .string({ error: 'fc3' })
  .regex(/^fc3(?:@\d+\.\d+\.\d+)?$/, { error: 'fc3 or fc3@<major>.<minor>.<patch>' });

/** One entry of `resources`, its template applied. */
export const resource = map({
  component,
  extend: map({ name: text, ignore: list(text).optional() }).optional(),
  actions: actions.optional(),
  props,
});

/** The top level of the file; templates and resources are checked one by one. */
export const file = map({
  edition: z.literal('3.0.0', { error: '3.0.0' }),
  name: text,
  access: optionalText,
  extend: optionalText,
  vars: z.record(z.string(), z.unknown(), { error: 'a map' }).optional(),
  template: z
    .record(z.string(), z.record(z.string(), z.unknown(), { error: 'a map of properties' }), {
      error: 'a map of templates',
    })
    .optional(),
  flow: z.record(z.string(), list(list(text)), { error: 'a map of commands' }).optional(),
  actions: actions.optional(),
  resources: z
    .record(z.string(), z.record(z.string(), z.unknown(), { error: 'a map with component and props' }), {
      error: 'a map of functions',
    })
    .refine((resources) => Object.keys(resources).length > 0, { error: 'at least one function' }),
});
