import { z } from 'zod';
import { EmulatorInputError } from './errors';
import { describeIssues } from './input';
import { LONGEST_SPAN_MS } from './world/clock';
import { DEFAULT_DURATIONS } from './world/world';

const duration = z.number().min(0).max(LONGEST_SPAN_MS);

const durationsSchema = z.strictObject({
  create: duration.default(DEFAULT_DURATIONS.create),
  start: duration.default(DEFAULT_DURATIONS.start),
  stop: duration.default(DEFAULT_DURATIONS.stop),
  forcedStop: duration.default(DEFAULT_DURATIONS.forcedStop),
  reboot: duration.default(DEFAULT_DURATIONS.reboot),
  jitter: z.number().min(0).max(1).default(DEFAULT_DURATIONS.jitter),
});

const instant = z.preprocess(
  (given) => (typeof given === 'string' ? new Date(given) : given),
  z.date('expected a time, a Date or ISO 8601 such as 2026-03-02T08:00:00Z'),
);

const optionsSchema = z.strictObject({
  port: z.int().min(0).max(65_535).default(0),
  now: instant.optional(),
  frozen: z.boolean().default(false),
  rate: z.number('expected virtual seconds per real second').positive().max(1_000_000).default(1),
  fleet: z.unknown().optional(),
  accessKey: z
    .strictObject({ accessKeyId: z.string().min(1), accessKeySecret: z.string().min(1) })
    .optional(),
  latencyMs: z.number().min(0).max(600_000).default(0),
  lenient: z.boolean().default(false),
  seed: z.int().default(1),
  durations: durationsSchema.prefault({}),
  journalCapacity: z.int().min(1).max(10_000_000).default(100_000),
});

/**
 * Checks the options of an emulator and fills in what is left out.
 *
 * @throws EmulatorInputError with one line per mistake
 */
export function parseOptions(input: unknown): z.output<typeof optionsSchema> {
  const parsed = optionsSchema.safeParse(input);
  if (!parsed.success) throw new EmulatorInputError(describeIssues(parsed.error, 'options'));
  return parsed.data;
}
