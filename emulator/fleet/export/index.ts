import type { FleetInput } from '../schema';
import { instanceOf } from './instances';
import { child, isWire } from './wire';
import type { Wire } from './wire';

/** How the resources of one Describe operation become lines of a fleet. */
interface Converter {
  /** Where an answer has its list. */
  readonly path: readonly [string, string];
  /** A field that only these resources have, so that a bare list of them is recognised. */
  readonly identity: string;
  convert(resources: readonly Wire[]): FleetInput;
}

const CONVERTERS: readonly Converter[] = [
  {
    path: ['Instances', 'Instance'],
    identity: 'InstanceId',
    convert: (instances) => ({ instances: instances.map(instanceOf) }),
  },
];

function isBareResource(converter: Converter, input: Wire): boolean {
  return typeof input[converter.identity] === 'string' && !('RequestId' in input);
}

/** The resources of one saved answer; undefined when it is something else. */
function savedResources(
  input: unknown,
): readonly { readonly of: Converter; readonly wire: Wire }[] | undefined {
  if (Array.isArray(input)) {
    const parts = input.map(savedResources);
    return parts.length > 0 && parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  if (!isWire(input)) return undefined;
  for (const converter of CONVERTERS) {
    const resources = child(input, ...converter.path);
    if (Array.isArray(resources)) return resources.filter(isWire).map((wire) => ({ of: converter, wire }));
    if (isBareResource(converter, input)) return [{ of: converter, wire: input }];
  }
  return undefined;
}

/**
 * The fleet of saved answers of Describe operations: one answer, a list of them, or a list of their resources.
 *
 * @returns undefined when the input is something else
 */
export function fleetOfExport(input: unknown): FleetInput | undefined {
  const saved = savedResources(input);
  if (saved === undefined) return undefined;
  const parts = CONVERTERS.map((converter) => {
    const own = saved.filter(({ of }) => of === converter).map(({ wire }) => wire);
    return own.length === 0 ? {} : converter.convert(own);
  });
  return Object.assign({}, ...parts) as FleetInput;
}
