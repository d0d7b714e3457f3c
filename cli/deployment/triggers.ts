import { z } from 'zod';
import { messageOf } from '../../shared/core/errors';
import { readTrigger } from '../../shared/runtime/trigger';
import { checkTimerExpression } from './cron';
import { bool, choice, list, map, name, number, optionalText, text } from './values';
import { LIMITS } from './platform';

const timer = map({
  cronExpression: text.superRefine((expression, context) => {
    const problem = checkTimerExpression(expression);
    if (problem !== undefined)
      context.addIssue({ code: 'custom', message: problem.expected, params: { what: problem.what } });
  }),
  enable: bool,
  payload: z
    .string({ error: 'text; quote it' })
    .refine((payload) => Buffer.byteLength(payload) <= LIMITS.asyncPayloadBytes, { error: 'at most 128 KB' })
    .superRefine((payload, context) => {
      const what = payloadProblem(payload);
      if (what !== undefined)
        context.addIssue({
          code: 'custom',
          message: 'what the functions read, or nothing',
          params: { what },
        });
    })
    .optional(),
});

/** What a function would say to a timer with this payload. */
function payloadProblem(payload: string): string | undefined {
  try {
    readTrigger(JSON.stringify({ triggerTime: '2026-01-01T00:00:00Z', triggerName: 'of s.yaml', payload }));
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

const http = map({
  authType: choice(['function', 'anonymous', 'jwt']),
  methods: list(choice(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'])).min(1, {
    error: 'at least one method',
  }),
  disableURLInternet: bool.optional(),
});

const eventbridge = map({
  triggerEnable: bool,
  /** True means a synchronous call, as the API describes it. */
  asyncInvocationType: bool,
  eventRuleFilterPattern: z.string({ error: 'a JSON text; quote it' }).refine(isEventPattern, {
    error: 'a JSON object whose values are arrays or objects, such as \'{"source": ["acs.ecs"]}\'',
  }),
  eventSourceConfig: map({
    eventSourceType: choice(['Default', 'MNS', 'RocketMQ', 'RabbitMQ', 'Kafka', 'MQTT', 'DTS']),
    eventSourceParameters: z.record(z.string(), z.unknown(), { error: 'a map' }),
  }),
  eventSinkConfig: map({
    deliveryOption: map({
      mode: choice(['event-driven', 'event-streaming']),
      eventSchema: choice(['CloudEvents', 'RawData']).optional(),
      concurrency: number(1, 100).optional(),
    }),
  }),
  runOptions: map({
    mode: choice(['event-driven', 'event-streaming']),
    maximumTasks: number(1, 100).optional(),
    errorsTolerance: choice(['NONE', 'ALL']).optional(),
    retryStrategy: map({
      PushRetryStrategy: choice(['BACKOFF_RETRY', 'EXPONENTIAL_DECAY_RETRY']),
      MaximumEventAgeInSeconds: number(0, LIMITS.asyncEventAgeSeconds).optional(),
      MaximumRetryAttempts: number(0, 1000).optional(),
    }).optional(),
    deadLetterQueue: map({ Arn: text }).optional(),
    batchWindow: map({ CountBasedWindow: number(1, 10_000), TimeBasedWindow: number(0, 300) }).optional(),
  }),
});

const common = {
  triggerName: name(128),
  qualifier: optionalText,
  description: optionalText,
  sourceArn: optionalText,
  invocationRole: optionalText,
};

/**
 * The trigger types this project's functions have. The component's own schema accepts any object as `triggerConfig`.
 * See https://github.com/devsapp/fc3, docs/zh/yaml/triggers.md.
 */
export const trigger = z.discriminatedUnion(
  'triggerType',
  [
    map({ ...common, triggerType: z.literal('timer'), triggerConfig: timer }),
    map({ ...common, triggerType: z.literal('http'), triggerConfig: http }),
    map({ ...common, triggerType: z.literal('eventbridge'), triggerConfig: eventbridge }),
  ],
  { error: 'one of timer, http, eventbridge' },
);

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

function isEventPattern(value: string): boolean {
  if (!isJson(value)) return false;
  const pattern: unknown = JSON.parse(value);
  return (
    typeof pattern === 'object' &&
    pattern !== null &&
    !Array.isArray(pattern) &&
    Object.values(pattern).every((condition) => typeof condition === 'object' && condition !== null)
  );
}
