import fc from 'fast-check';
import type { Operation } from '../../../../emulator/api/operation';
import type { Parameter, ParameterMap } from '../../../../emulator/api/parameters';

/** A call of an operation; the values of its parameters may stand for resources that there are by then. */
export interface GeneratedCall {
  readonly action: string;
  readonly version: string;
  readonly parameters: readonly (readonly [string, string])[];
}

/** Values that mostly do not fit. */
const oddity = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '-1',
    '1',
    'true',
    'TRUE',
    'null',
    '[]',
    '{}',
    '*',
    '%',
    '..',
    '__proto__',
    'constructor',
  ),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.json({ maxDepth: 3 }),
  fc.bigInt().map(String),
);

const oddSuffix = fc.constantFrom(
  ...['', '.1', '.2', '.0', '.-1', '.1.Key', '.1.Value', '.999999999', '.1.1.1', '.__proto__', ' '],
);

/** Words that some parameter of some operation takes. */
const word = fc.constantFrom(
  ...['cn-hangzhou', 'cn-shanghai', 'cn-hangzhou-b', 'cn-hangzhou-h', 'ecs.g7.large', 'ecs.c7.large'],
  ...['instance', 'disk', 'snapshot', 'image', 'securitygroup', 'eni', 'Running', 'Stopped', 'Available'],
  ...[
    'PostPaid',
    'PrePaid',
    'cloud_essd',
    'cloud_ssd',
    'cloud',
    'PL1',
    'data',
    'system',
    'all',
    'tcp',
    'TCP',
  ],
  ...[
    'accept',
    'drop',
    '22/22',
    '-1/-1',
    '0.0.0.0/0',
    '10.0.0.0/8',
    '::/0',
    'internet',
    'intranet',
    'ingress',
  ],
  ...['standard', 'flash', 'archive', 'normal', 'compliance', 'PayByTraffic', 'NoSpot', 'StopCharging'],
  ...[
    'KeepCharging',
    'RunShellScript',
    'echo',
    'PlainText',
    'Base64',
    'root',
    'linux',
    'vpc',
    'IPv4',
    'name',
  ],
  ...['SystemMaintenance.Reboot', 'SystemFailure.Reboot', 'Scheduled', 'Executing', 'InstanceFailure.Reboot'],
  ...['2026-03-02T08:00:00Z', '2026-03-03T08:00Z', '2026-03-01T00:00Z', '2026-04-01T00:00:00Z'],
  ...['1', '2', '20', '40', '100', '500', 'true', 'false', '["1","13"]', '["i-1","i-2"]', 'Dry-run1!'],
);

/** Stands for a resource of the kind that the parameter is named after, see `filledIn`. */
function placeholder(name: string): fc.Arbitrary<string> {
  return fc.nat(40).map((index) => `<${name} ${index}>`);
}

function fittingText(name: string): fc.Arbitrary<string> {
  const kind = /(\w+?)(?:Ids?|Name|Token)$/.exec(name)?.[1];
  return kind === undefined
    ? fc.oneof({ weight: 4, arbitrary: word }, placeholder('any'))
    : fc.oneof({ weight: 6, arbitrary: placeholder(kind) }, placeholder('any'), word);
}

function fittingValue(name: string, { type, options }: Parameter<unknown>): fc.Arbitrary<string> {
  if (options !== undefined) return fc.constantFrom(...options);
  switch (type) {
    case 'Integer':
    case 'Float':
      return fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer()).map(String);
    case 'Boolean':
      return fc.constantFrom('true', 'false');
    case 'String (JSON array)':
      return fc
        .array(fittingText(name.replace(/s$/, '')), { maxLength: 3 })
        .map((ids) => JSON.stringify(ids));
    default:
      return fittingText(name);
  }
}

type Pairs = readonly (readonly [string, string])[];

function pairsOf(name: string, parameter: Parameter<unknown>): fc.Arbitrary<Pairs> {
  const { fields, type } = parameter;
  if (type === 'RepeatList') {
    const element = (index: number): fc.Arbitrary<Pairs> =>
      fields === undefined
        ? fittingText(name).map((value): Pairs => [[`${name}.${index}`, value]])
        : someOf(fields, `${name}.${index}.`);
    return fc
      .integer({ min: 1, max: 3 })
      .chain((count) => merged(Array.from({ length: count }, (_, at) => element(at + 1))));
  }
  if (fields !== undefined) return someOf(fields, `${name}.`);
  return fittingValue(name, parameter).map((value): Pairs => [[name, value]]);
}

function merged(parts: readonly fc.Arbitrary<Pairs>[]): fc.Arbitrary<Pairs> {
  return fc.tuple(...parts).map((lists) => lists.flat());
}

/** Required parameters nearly always, the others now and then. */
function someOf(parameters: ParameterMap, prefix = ''): fc.Arbitrary<Pairs> {
  const parts = Object.entries(parameters).map(([name, parameter]) => {
    return fc.oneof(
      { weight: parameter.required ? 1 : 14, arbitrary: fc.constant<Pairs>([]) },
      { weight: parameter.required ? 30 : 1, arbitrary: pairsOf(prefix + name, parameter) },
    );
  });
  return merged(parts);
}

function oddPairs({ parameters, refused }: Operation): fc.Arbitrary<Pairs> {
  const name = fc.oneof(
    fc.constantFrom(...Object.keys(parameters), ...refused, 'constructor'),
    fc.string({ maxLength: 8 }),
  );
  return fc.array(
    fc.tuple(name, oddSuffix, oddity).map(([base, suffix, value]) => [base + suffix, value] as const),
    { minLength: 1, maxLength: 3 },
  );
}

/** Calls of operations that exist: most are nearly right, some are not at all. */
export function callsOf(operations: readonly Operation[]): fc.Arbitrary<GeneratedCall> {
  const perOperation = operations.map((operation) => {
    const own = Object.fromEntries(
      Object.entries(operation.parameters).filter(([name]) => name !== 'RegionId'),
    );
    return fc
      .oneof(
        { weight: 6, arbitrary: someOf(own) },
        { weight: 1, arbitrary: merged([someOf(own), oddPairs(operation)]) },
        { weight: 1, arbitrary: oddPairs(operation) },
      )
      .map((parameters) => ({ action: operation.name, version: operation.product.version, parameters }));
  });
  return fc.oneof(...perOperation);
}
