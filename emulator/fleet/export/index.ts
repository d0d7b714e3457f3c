import type { FleetInput } from '../schema';
import { commandOf } from './commands';
import { diskOf } from './disks';
import { imageOf } from './images';
import { instanceOf } from './instances';
import { keyPairOf, launchTemplatesOf } from './launch';
import { networkInterfaceOf } from './network-interfaces';
import { securityGroupsOf } from './security-groups';
import { snapshotOf } from './snapshots';
import { systemEventOf } from './system-events';
import { child, isWire } from './wire';
import type { Wire } from './wire';

/** How the resources of one Describe operation become lines of a fleet. */
interface Converter {
  /** Where an answer has its list. */
  readonly path: readonly [string, string];
  /** A field that only these resources have, so that a bare list of them is recognised. */
  readonly identity: string;
  /** A list of an answer that is about one resource, and so is that resource. */
  readonly whole?: readonly [string, string];
  convert(resources: readonly Wire[]): FleetInput;
}

/** Interfaces, events and disks before instances, whose identity they have too. */
const CONVERTERS: readonly Converter[] = [
  {
    path: ['SecurityGroups', 'SecurityGroup'],
    identity: 'SecurityGroupId',
    whole: ['Permissions', 'Permission'],
    convert: (answers) => ({ securityGroups: securityGroupsOf(answers) }),
  },
  {
    path: ['NetworkInterfaceSets', 'NetworkInterfaceSet'],
    identity: 'NetworkInterfaceId',
    convert: (interfaces) => ({ networkInterfaces: interfaces.map(networkInterfaceOf) }),
  },
  {
    path: ['InstanceSystemEventSet', 'InstanceSystemEventType'],
    identity: 'EventId',
    convert: (events) => ({ events: events.map(systemEventOf) }),
  },
  {
    path: ['Disks', 'Disk'],
    identity: 'DiskId',
    convert: (disks) => ({ disks: disks.map(diskOf) }),
  },
  {
    path: ['Instances', 'Instance'],
    identity: 'InstanceId',
    convert: (instances) => ({ instances: instances.map(instanceOf) }),
  },
  {
    path: ['Snapshots', 'Snapshot'],
    identity: 'SnapshotId',
    convert: (snapshots) => ({ snapshots: snapshots.map(snapshotOf) }),
  },
  {
    path: ['Images', 'Image'],
    identity: 'ImageOwnerAlias',
    convert: (images) => ({ images: images.map(imageOf) }),
  },
  {
    path: ['Commands', 'Command'],
    identity: 'CommandId',
    convert: (commands) => ({ commands: commands.map(commandOf) }),
  },
  {
    path: ['KeyPairs', 'KeyPair'],
    identity: 'KeyPairFingerPrint',
    convert: (keyPairs) => ({ keyPairs: keyPairs.map(keyPairOf) }),
  },
  {
    path: ['LaunchTemplateVersionSets', 'LaunchTemplateVersionSet'],
    identity: 'LaunchTemplateId',
    convert: (versions) => ({ launchTemplates: launchTemplatesOf(versions) }),
  },
];

function isBareResource(converter: Converter, input: Wire): boolean {
  return typeof input[converter.identity] === 'string' && !('RequestId' in input);
}

function isWhole({ whole }: Converter, input: Wire): boolean {
  return whole !== undefined && Array.isArray(child(input, ...whole));
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
    if (Array.isArray(resources)) {
      // Some answers name their region once for all resources.
      const region = 'RegionId' in input ? { RegionId: input['RegionId'] } : {};
      return resources.filter(isWire).map((wire) => ({ of: converter, wire: { ...region, ...wire } }));
    }
    if (isBareResource(converter, input) || isWhole(converter, input))
      return [{ of: converter, wire: input }];
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
