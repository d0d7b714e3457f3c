import { z } from 'zod';
import type { Handler } from '../fc/handler';

const NAME = /^[A-Za-z_][\w-]{0,63}$/;

const name = z
  .string()
  .regex(NAME, 'expected 1 to 64 letters, digits, "_" and "-", the first one no digit and no "-"');

const hook = (longest: number) =>
  z.strictObject({ handler: z.string().min(1), timeout: z.int().min(1).max(longest).default(3) });

/**
 * A function as it is registered: code in a folder, run in processes of its own, or a callback in this process. Limits
 * are those of https://help.aliyun.com/zh/functioncompute/fc/product-overview/limits-of-usage.
 */
export const functionSchema = z
  .strictObject({
    name,
    /** Makes it a function of FC 2.0, invoked by service and name. */
    service: name.optional(),
    region: z.string().min(1).default('cn-hangzhou'),
    /** The fleet's own account by default. */
    account: z.string().min(1).optional(),

    /** Takes event and context as a handler does. */
    invoke: z
      .custom<Handler>((value) => typeof value === 'function', { message: 'expected a function' })
      .optional(),
    /** Absolute path of the code. */
    folder: z.string().min(1).optional(),
    handler: z.string().min(1).default('index.handler'),
    environment: z.record(z.string(), z.string()).default({}),
    initializer: hook(300).optional(),
    preStop: hook(90).optional(),
    /** Seconds. */
    timeout: z.int().min(1).max(86_400).default(3),
    /** MB. */
    memorySize: z.int().min(128).max(32_768).multipleOf(64).default(512),
    /** RAM role of the account whose credentials the function gets; none without. */
    role: z.string().min(1).optional(),
    /** The compiled `fc/bootstrap.ts`; by default beside the running program. */
    bootstrap: z.string().min(1).optional(),

    /** Simultaneous invocations; one more is throttled. Unlimited by default. */
    reservedConcurrency: z.int().min(0).optional(),
    /** https://www.alibabacloud.com/help/en/fc/user-guide/retry-policy */
    asyncInvoke: z
      .strictObject({
        maxAsyncRetryAttempts: z.int().min(0).max(8).default(3),
        maxAsyncEventAgeInSeconds: z.int().min(1).max(604_800).default(86_400),
        /** ARNs. What goes there is recorded; a registered function is invoked as well. */
        onSuccess: z.string().min(1).optional(),
        onFailure: z.string().min(1).optional(),
      })
      .prefault({}),
  })
  .refine(({ invoke, folder }) => (invoke === undefined) !== (folder === undefined), {
    message: 'expected either invoke or folder',
  });

/** A function as it is given. */
export type FunctionInput = z.input<typeof functionSchema>;

export type FunctionOptions = z.output<typeof functionSchema>;
