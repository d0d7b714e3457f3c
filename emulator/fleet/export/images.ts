import type { FleetInput } from '../schema';
import { child, list, nonEmpty, said, tagsOf, time } from './wire';
import type { Wire } from './wire';

type FleetImageInput = NonNullable<FleetInput['images']>[number];

function disksOf(wire: Wire): unknown {
  const mappings = list(child(wire, 'DiskDeviceMappings', 'DiskDeviceMapping'));
  if (mappings.length === 0) return [{ device: '/dev/xvda', sizeGiB: wire['Size'] }];
  return mappings.map((mapping) =>
    said({
      device: child(mapping, 'Device'),
      sizeGiB: Number(child(mapping, 'Size')),
      snapshot: child(mapping, 'SnapshotId'),
      encrypted: child(mapping, 'Encrypted'),
    }),
  );
}

/** The settings that a saved image spells out; those of other accounts are taken for the account's own. */
export function imageOf(wire: Wire): FleetImageInput {
  const status = wire['Status'];
  return said<FleetImageInput>({
    id: wire['ImageId'],
    name: nonEmpty(wire['ImageName']),
    description: wire['Description'],
    region: wire['RegionId'],
    owner: wire['ImageOwnerAlias'] === 'system' ? 'system' : 'self',
    family: wire['ImageFamily'],
    version: wire['ImageVersion'],
    status: status === 'Creating' || status === 'Waiting' ? undefined : status,
    architecture: wire['Architecture'],
    os: nonEmpty(wire['OSNameEn']) ?? nonEmpty(wire['OSName']),
    osType: wire['OSType'],
    platform: nonEmpty(wire['Platform']),
    bootMode: nonEmpty(wire['BootMode']),
    disks: disksOf(wire),
    tags: tagsOf(wire),
    resourceGroup: wire['ResourceGroupId'],
    createdAt: time(wire['CreationTime']),
  });
}
