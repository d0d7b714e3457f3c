import { array, enum as oneOf, optional, strictObject, string } from 'zod';
import type { infer as Infer, ZodError, ZodObject, ZodType } from 'zod';
import type { $ZodType, $ZodTypes } from 'zod/v4/core';
import { ConfigError } from '../core/errors';
import type { CalendarData } from '../model/calendar';
import { EXPECTED_REGION, REGION_ID } from '../model/region';
import { calendarsSchema } from './calendars';
import type { PathProblem } from './problems';
import { pathText, problemsOf } from './problems';
import type { FunctionConfig, Settings } from './settings';

/** Source of a secret: the name of the environment variable that holds it, never the value itself. */
const environmentName = string().regex(
  /^[A-Z][A-Z0-9_]*$/,
  'expected the name of an environment variable, such as AUTOPILOT_WEBHOOK_URL',
);

const account = strictObject({
  name: string()
    .regex(/^[a-z0-9-]{1,32}$/, 'expected 1 to 32 lower-case letters, digits and hyphens')
    .describe('how the account is called in reports'),
  roleArn: string()
    .regex(
      /^acs:ram::\d+:role\/[\w.-]+$/,
      'expected a role ARN such as acs:ram::1234567890123456:role/autopilot',
    )
    .describe('the role to assume in that account'),
  externalId: optional(string()).describe('external id that the trust policy of the role asks for'),
});

/** An account that is worked in twice has twice the limits. */
const accounts = array(account)
  .nonempty()
  .refine(
    (list) => isDistinct(list.map(({ name }) => name)),
    'two accounts have the same name; expected a name for each',
  )
  .refine(
    (list) => isDistinct(list.map(({ roleArn }) => roleArn.split(':')[3] ?? '')),
    'two roles are in the same account; expected one role for each account',
  );

function isDistinct(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}

const webhook = strictObject({
  type: oneOf(['webhook']),
  urlFrom: environmentName.describe('environment variable with the address'),
  secretFrom: optional(environmentName).describe('environment variable with the key that signs each message'),
  when: oneOf(['always', 'changes', 'problems'])
    .default('changes')
    .describe(
      'changes: when something was done, refused or failed; problems: when something failed or is wrong',
    ),
});

const regionId = string().regex(REGION_ID, `expected ${EXPECTED_REGION}`);

const commonShape = {
  tagPrefix: string()
    .regex(
      /^[a-z][a-z0-9-]{0,31}$/,
      'expected 1 to 32 lower-case letters, digits and hyphens, a letter first',
    )
    .default('autopilot')
    .describe('prefix of all tags that this project reads and writes'),
  regions: optional(array(regionId).nonempty()).describe(
    'regions to work in; unset: ALICLOUD_REGION_ID, else every enabled region',
  ),
  accounts: optional(accounts).describe('accounts to work in, by role; unset: the account of the caller'),
  endpoints: oneOf(['public', 'vpc']).default('public').describe('vpc: call the endpoints inside a VPC'),
  store: optional(strictObject({ folder: string().min(1) })).describe('where reports and leases are kept'),
  notify: optional(array(webhook)).describe('who is told about runs'),
  calendars: optional(calendarsSchema).describe('which days people work, by name'),
};

/** The part of the configuration that all functions share, with calendars resolved to their days. */
export type CommonConfig = Omit<Infer<ZodObject<typeof commonShape>>, 'calendars'> & {
  readonly calendars: Readonly<Record<string, CalendarData>>;
};

export type NotifyConfig = Infer<typeof webhook>;

/** Schemas of one function's keys in autopilot.yaml. */
export interface ConfigSchemas<C extends FunctionConfig, L> {
  readonly name: string;
  /** Of the key that is named like the function. */
  readonly configSchema: ZodType<C>;
  /** Of `limits.<function>`; every field has a default. */
  readonly limitsSchema: ZodType<L>;
  /** Mistakes that a schema cannot see because they take the calendars. Looked for whenever a file is read. */
  check?(own: C, calendars: Readonly<Record<string, CalendarData>>): ConfigRemark[];
  /** What nobody means although it can be used; it takes a look at years to come, and is not for every run. */
  examine?(own: C, calendars: Readonly<Record<string, CalendarData>>, now: Date): ConfigRemark[];
}

/** Something about a configuration that is not a matter of its form. */
export interface ConfigRemark {
  /** Below the function's own key. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** `error`: the configuration cannot be used. */
  readonly severity: 'error' | 'warning';
}

/** Risks that a function may take, `limits.<function>.allow`; `irreversible` is never among them. */
export const allowSchema = array(oneOf(['disruptive', 'destructive']))
  .default(['disruptive'])
  .describe('risks that the function may take beyond safe ones');

/** The schema of a whole autopilot.yaml for these functions; keys of others are errors. */
export function configSchemaOf(functions: readonly ConfigSchemas<FunctionConfig, unknown>[]): ZodType {
  return strictObject({
    ...commonShape,
    limits: strictObject(
      Object.fromEntries(functions.map((one) => [one.name, optional(one.limitsSchema)])),
    ).optional(),
    ...Object.fromEntries(functions.map((one) => [one.name, optional(one.configSchema)])),
  });
}

/** Everything that is wrong with a configuration; empty when it can be used. */
export function configProblems(
  value: unknown,
  functions: readonly ConfigSchemas<FunctionConfig, unknown>[],
): PathProblem[] {
  const schema = configSchemaOf(functions);
  const result = schema.safeParse(value ?? {});
  const explained = result.success ? [] : explain(result.error, schema);
  return [...prototypeKeys(value, []), ...explained.filter(({ path }) => path.at(-1) !== '__proto__')];
}

/** Keys that a schema would drop without a word, because they mean something else to JavaScript. */
function prototypeKeys(value: unknown, path: readonly PropertyKey[]): PathProblem[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    if (key !== '__proto__') return prototypeKeys(inner, here);
    return [
      { code: 'unknown_key', where: pathText(here), what: 'the key "__proto__" cannot be used', path: here },
    ];
  });
}

function explain(error: ZodError, schema: ZodType): PathProblem[] {
  return problemsOf(error, (path) => keysAt(schema, path));
}

/** The keys that may stand at a path. */
function keysAt(schema: $ZodType, path: readonly PropertyKey[]): string[] {
  const { def } = (schema as $ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'default':
      return keysAt(def.innerType, path);
    case 'union':
      return def.options.flatMap((option) => keysAt(option, path));
    case 'object': {
      if (path.length === 0) return Object.keys(def.shape);
      const inner = def.shape[String(path[0])];
      return inner === undefined ? [] : keysAt(inner, path.slice(1));
    }
    case 'record':
      return keysAt(def.valueType, path.slice(1));
    case 'array':
      return keysAt(def.element, path.slice(1));
    default:
      return [];
  }
}

/** The part of a whole configuration that one function needs. */
export function sectionsFor(value: unknown, functionName: string): Record<string, unknown> {
  const whole = (value ?? {}) as Record<string, unknown>;
  const limits = whole['limits'] as Record<string, unknown> | undefined;
  return Object.fromEntries(
    [
      ...Object.keys(commonShape).map((key) => [key, whole[key]] as const),
      [
        'limits',
        limits?.[functionName] === undefined ? undefined : { [functionName]: limits[functionName] },
      ] as const,
      [functionName, whole[functionName]] as const,
    ].filter(([, section]) => section !== undefined),
  );
}

/**
 * The settings of one function, with defaults filled in.
 *
 * @param value common keys and the function's own, as `sectionsFor` leaves them
 * @param calendars those of the configuration, resolved
 * @throws ConfigError with everything that is wrong
 */
export function readSettings<C extends FunctionConfig, L>(
  value: unknown,
  schemas: ConfigSchemas<C, L>,
  calendars: Readonly<Record<string, CalendarData>> = {},
): Settings<C, L> {
  const schema = configSchemaOf([schemas]);
  const result = schema.safeParse(value ?? {});
  if (!result.success) throw new ConfigError(explain(result.error, schema));
  const { limits, [schemas.name]: own, ...common } = result.data as Record<string, unknown>;
  return {
    common: { ...common, calendars } as CommonConfig,
    own: (own ?? schemas.configSchema.parse({})) as C,
    limits: ((limits as Record<string, unknown> | undefined)?.[schemas.name] ??
      schemas.limitsSchema.parse({})) as L,
  };
}
