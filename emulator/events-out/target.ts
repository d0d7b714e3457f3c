import { z } from 'zod';

/** An event on its way to a subscriber. */
export interface Message {
  /** The same in every repetition. */
  readonly id: string;
  /** CloudMonitor's name, the operation of an ActionTrail event, or the name of a timer. */
  readonly name: string;
  /** Id of the resource, empty where there is none. */
  readonly resource: string;
  /** What the subscriber gets, as JSON or, where `form` is set, as form fields. */
  readonly event: Readonly<Record<string, unknown>>;
  readonly form: boolean;
}

/**
 * Takes an event. What it throws, or its promise is rejected with, is a failed delivery.
 *
 * @param attempt from 1; a repetition of a failed delivery has a higher one
 */
export type Deliver = (event: Readonly<Record<string, unknown>>, attempt: number) => unknown;

/** A subscriber that does not answer for this long has failed, in real milliseconds (CloudMonitor's limit). */
const ANSWER_WITHIN_MS = 5_000;

function isLoopbackUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}

const oneFunction = z.strictObject({
  name: z.string().min(1),
  service: z.string().min(1).optional(),
  account: z.string().min(1).optional(),
});

/** The keys that say where events go: exactly one of them. */
export const targetFields = {
  deliver: z
    .custom<Deliver>((value) => typeof value === 'function', { message: 'expected a function' })
    .optional(),
  url: z
    .string()
    .refine(isLoopbackUrl, { message: 'expected an http URL of 127.0.0.1, localhost or [::1]' })
    .optional(),
  /** A registered function, by its name or by service and name. */
  function: z
    .union([
      z
        .string()
        .min(1)
        .transform((name) => ({ name })),
      oneFunction,
    ])
    .optional(),
};

type TargetInput = z.output<z.ZodObject<typeof targetFields>>;

/** Which function. */
export type FunctionReference = z.output<typeof oneFunction>;

export function namesOneTarget({ deliver, url, function: called }: TargetInput): boolean {
  return [deliver, url, called].filter((each) => each !== undefined).length === 1;
}

export const ONE_TARGET = 'expected exactly one of deliver (in TypeScript), url and function';

/** Starts an asynchronous invocation; throws when it is not accepted. */
export type InvokeLater = (called: FunctionReference, event: Buffer) => void;

export type Attempt = (message: Message, attempt: number) => unknown;

async function post(url: string, { event, form }: Message): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    ...(form
      ? { body: new URLSearchParams(event as Record<string, string>) }
      : {
          body: JSON.stringify(event),
          headers: { 'content-type': 'application/json;charset=utf-8' },
        }),
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`the subscriber answered ${response.status}`);
}

/** How one event is handed over once; a failure is thrown, or comes as a rejected promise. */
export function attemptOf(
  { deliver, url, function: called }: TargetInput,
  invokeLater: InvokeLater,
): Attempt {
  if (deliver !== undefined) return ({ event }, attempt) => deliver(event, attempt);
  if (url !== undefined) return (message) => post(url, message);
  return ({ event }) => {
    if (called !== undefined) invokeLater(called, Buffer.from(JSON.stringify(event)));
  };
}

/** Where events go, in words. */
export function describeTarget({ url, function: called }: TargetInput): string {
  if (called !== undefined) return `function ${called.name}`;
  return url ?? 'callback';
}
