import type { Problem } from '../../shared/core/errors';
import { DEFAULTS, LIMITS } from './platform';
import type { Resource } from './read';
import { emptyMap, formatPosition, lookup, lookupMap, lookupNumber, lookupText, positionOf } from './tree';
import type { Position } from './tree';

/** Rules that a schema cannot express: between properties of one function, and between functions. */
export function ruleProblems(resources: readonly Resource[]): Problem[] {
  return [
    ...duplicateFunctionNames(resources),
    ...resources.flatMap((resource) => [
      ...sizeProblems(resource),
      ...environmentProblems(resource),
      ...dryRunProblems(resource),
      ...triggerProblems(resource),
    ]),
  ];
}

function duplicateFunctionNames(resources: readonly Resource[]): Problem[] {
  const named = resources.flatMap(({ props }) => {
    const name = lookupText(props, ['functionName']);
    const region = lookupText(props, ['region']) ?? '';
    return name === undefined
      ? []
      : [{ key: `${region} ${name}`, name, at: positionOf(props, ['functionName']) }];
  });
  return duplicates(named, 'functionName');
}

function duplicates(
  named: readonly { key: string; name: string; at: Position }[],
  property: string,
): Problem[] {
  const first = new Map<string, Position>();
  return named.flatMap(({ key, name, at }) => {
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, at);
      return [];
    }
    const problem: Problem = {
      code: 'name_taken',
      what: `the ${property} \`${name}\` is taken by ${formatPosition(earlier)}`,
      where: formatPosition(at),
      expected: `a ${property} of its own`,
    };
    return [problem];
  });
}

function sizeProblems({ props }: Resource): Problem[] {
  const memory = lookupNumber(props, ['memorySize']) ?? DEFAULTS.memoryMb;
  const cpu = lookupNumber(props, ['cpu']);
  if (cpu === undefined) {
    if (memory === DEFAULTS.memoryMb || lookup(props, ['cpu']) !== undefined) return [];
    const problem: Problem = {
      code: 'missing_key',
      what: `\`props.cpu\` is missing beside a memorySize of ${memory}`,
      where: formatPosition(positionOf(props, ['memorySize'])),
      expected: `cpu whenever memorySize is not ${DEFAULTS.memoryMb}`,
    };
    return [problem];
  }
  const { min, max } = LIMITS.memoryPerCpu;
  const ratio = memory / 1024 / cpu;
  if (ratio >= min && ratio <= max) return [];
  return [
    {
      code: 'cpu_memory_ratio',
      what: `${memory} MB of memory for ${cpu} vCPU`,
      where: formatPosition(positionOf(props, ['cpu'])),
      expected: `${min} to ${max} GB for each vCPU: ${Math.ceil(cpu * min * 1024)} to ${Math.floor(cpu * max * 1024)} MB`,
    },
  ];
}

/** https://www.alibabacloud.com/help/en/functioncompute/fc/environment-variables */
function environmentProblems({ props }: Resource): Problem[] {
  const variables = lookupMap(props, ['environmentVariables']) ?? emptyMap(props.at);
  const problems: Problem[] = [];
  let bytes = 0;
  for (const [name, { keyAt }] of variables.entries) {
    bytes += Buffer.byteLength(name + (lookupText(variables, [name]) ?? ''));
    const where = formatPosition(keyAt);
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) {
      problems.push({
        code: 'invalid_value',
        what: `\`${name}\` is not the name of a variable`,
        where,
        expected: 'letters, digits and _, beginning with a letter',
      });
    } else if (/^FC_|^(?:accessKeyID|accessKeySecret|securityToken|topic)$/.test(name)) {
      problems.push({
        code: 'reserved_variable',
        what: `\`${name}\` is reserved by Function Compute`,
        where,
        expected: 'another name',
      });
    }
  }
  if (bytes > LIMITS.environmentBytes) {
    problems.push({
      code: 'environment_too_large',
      what: `the environment variables have ${bytes} bytes`,
      where: formatPosition(variables.at),
      expected: `at most ${LIMITS.environmentBytes} bytes of names and values together`,
    });
  }
  return problems;
}

/** A deployment says in so many words whether its functions act. */
function dryRunProblems({ props, propsAt }: Resource): Problem[] {
  const expected = "DRY_RUN: 'true' or DRY_RUN: 'false' below environmentVariables";
  const value = lookup(props, ['environmentVariables', 'DRY_RUN']);
  if (value === undefined) {
    return [
      {
        code: 'dry_run_missing',
        what: 'the function does not say whether it acts',
        where: formatPosition(propsAt),
        expected,
      },
    ];
  }
  const text = lookupText(props, ['environmentVariables', 'DRY_RUN']);
  if (text === undefined || text === 'true' || text === 'false') return [];
  return [
    {
      code: 'invalid_value',
      what: `DRY_RUN is ${JSON.stringify(text)}, which the function takes for true`,
      where: formatPosition(value.at),
      expected,
    },
  ];
}

function triggerProblems({ props }: Resource): Problem[] {
  const triggers = lookup(props, ['triggers']);
  if (triggers?.kind !== 'list') return [];
  const named = triggers.items.flatMap((trigger) => {
    const name = lookupText(trigger, ['triggerName']);
    return name === undefined ? [] : [{ key: name, name, at: positionOf(trigger, ['triggerName']) }];
  });
  const extraHttp = triggers.items
    .filter((trigger) => lookupText(trigger, ['triggerType']) === 'http')
    .slice(1);
  return [
    ...duplicates(named, 'triggerName'),
    ...extraHttp.map((trigger): Problem => ({
      code: 'invalid_value',
      what: 'a second HTTP trigger',
      where: formatPosition(positionOf(trigger, ['triggerType'])),
      expected: 'one HTTP trigger for a function',
    })),
  ];
}
