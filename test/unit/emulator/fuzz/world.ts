import type { Emulator } from '../../../../emulator';
import type { Inventory, Resource } from '../../../../emulator/world/inventory';
import type { Region } from '../../../../emulator/world/region';

export const FLEET = {
  regions: ['cn-hangzhou', 'cn-shanghai'],
  buckets: [{ name: 'autopilot-store' }],
  roles: [{ name: 'role', trust: ['acs:ram::1234567890123456:root'] }],
  instances: [
    { id: 'i-1', tags: { env: 'prod' } },
    { id: 'i-2', status: 'Stopped' },
    { name: 'more', count: 4 },
  ],
};

function isInventory(value: unknown): value is Inventory<Resource> {
  return typeof value === 'object' && value !== null && 'all' in value && 'pick' in value;
}

/** Everything that a region has, by the name of the inventory: `disks`, `prefixLists`. */
function inventoriesOf(region: Region): readonly (readonly [string, Inventory<Resource>])[] {
  return Object.entries(region).filter((entry): entry is [string, Inventory<Resource>] =>
    isInventory(entry[1]),
  );
}

/** Ids of the resources that a parameter such as `SourceSnapshotId` is named after, or all ids. */
function idsOf(region: Region, kind: string): readonly string[] {
  const inventories = inventoriesOf(region);
  const named = inventories.filter(([name]) => `${kind}s`.toLowerCase().endsWith(name.toLowerCase()));
  return (named.length > 0 ? named : inventories).flatMap(([, inventory]) =>
    inventory.all().map(({ id }) => id),
  );
}

/** A value with the ids that its placeholders stand for. */
export function filledIn(emulator: Emulator, value: string): string {
  const region = emulator.world.accounts.get(emulator.accountId)?.regions.get('cn-hangzhou');
  return value.replace(/<(\w+) (\d+)>/g, (text, kind: string, index: string) => {
    const ids = region === undefined ? [] : idsOf(region, kind);
    return ids[Number(index) % ids.length] ?? text;
  });
}

function inventoryProblems(name: string, inventory: Inventory<Resource>): string[] {
  const all = inventory.all();
  const problems =
    all.length === inventory.size ? [] : [`${name}: ${all.length} listed, ${inventory.size} known`];
  let previous = 0;
  for (const resource of all) {
    if (inventory.get(resource.id) !== resource)
      problems.push(`${name}: ${resource.id} is not found by its id`);
    if (resource.sequence <= previous) problems.push(`${name}: ${resource.id} is out of order`);
    previous = resource.sequence;
  }
  return problems;
}

/** Resources that are attached to an instance, from both ends. */
function attachmentProblems(
  { instances }: Region,
  name: string,
  attached: Inventory<Resource & { readonly instanceId: string }>,
  idsOfInstance: (id: string) => readonly string[],
): string[] {
  const ofInstances = instances.all().flatMap(({ id }) =>
    idsOfInstance(id)
      .filter((each) => attached.get(each)?.instanceId !== id)
      .map((each) => `${id} has the ${name} ${each}, which is not attached to it`),
  );
  const ofAttached = attached
    .all()
    .filter(({ id, instanceId }) => instanceId !== '' && !idsOfInstance(instanceId).includes(id))
    .map(({ id, instanceId }) => `the ${name} ${id} is attached to ${instanceId}, which does not have it`);
  return [...ofInstances, ...ofAttached];
}

function regionProblems(region: Region): string[] {
  const { instances, disks, networkInterfaces } = region;
  return [
    ...inventoriesOf(region).flatMap(([name, inventory]) =>
      inventoryProblems(`${region.id} ${name}`, inventory),
    ),
    ...attachmentProblems(region, 'disk', disks, (id) => instances.get(id)?.diskIds ?? []),
    ...attachmentProblems(
      region,
      'interface',
      networkInterfaces,
      (id) => instances.get(id)?.networkInterfaceIds ?? [],
    ),
  ];
}

/** What does not fit together in the world. */
export function inconsistencies(emulator: Emulator): string[] {
  return [...emulator.world.accounts.values()].flatMap((account) =>
    [...account.regions.values()].flatMap(regionProblems),
  );
}
