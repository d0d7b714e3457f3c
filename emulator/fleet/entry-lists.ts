import { z } from 'zod';
import { EmulatorInputError } from '../errors';
import type { Account } from '../world/account';
import { newEntryList } from '../world/entry-list';
import type { EntryList, ListEntry } from '../world/entry-list';
import { cidrText, networkOf } from '../world/ip';
import type { Inventory } from '../world/inventory';
import type { Region } from '../world/region';
import type { World } from '../world/world';
import { instant, name, tags } from './fields';
import { regionOf } from './places';

/** An entry, or only its value. */
function entry(value: z.ZodType<string>) {
  return z.union([
    value.transform((text) => ({ value: text, description: '' })),
    z.strictObject({ value, description: z.string().max(32).default('') }),
  ]);
}

const listSettings = {
  id: name.optional(),
  name: name.optional(),
  region: name.optional(),
  description: z.string().max(256).optional(),
  /** As many as there are entries when left out. */
  maxEntries: z.int().min(1).max(2000).optional(),
  tags: tags.optional(),
  resourceGroup: z.string().optional(),
  createdAt: instant.optional(),
};

const block = z
  .string()
  .refine((text) => networkOf(text) !== undefined, {
    message: 'expected a CIDR block such as 10.0.0.0/8 or 2001:db8::/32',
  })
  .transform((text) => {
    const network = networkOf(text);
    return network === undefined ? text : cidrText(network);
  });

const portRange = z
  .string()
  .regex(/^\d{1,5}(?:\/\d{1,5})?$/, 'expected a port, or a range of ports such as 8000/8080')
  .transform((text) => (text.includes('/') ? text : `${text}/${text}`));

export const prefixListSchema = z.strictObject({
  ...listSettings,
  /** That of the first entry when left out. */
  addressFamily: z.enum(['IPv4', 'IPv6']).optional(),
  entries: z.array(entry(block)).max(200).default([]),
});

export const portListSchema = z.strictObject({
  ...listSettings,
  entries: z.array(entry(portRange)).max(2000).default([]),
});

type ListSpec = z.output<typeof portListSchema>;

function listOf(
  world: World,
  region: Region,
  idPrefix: 'pl' | 'prl',
  spec: ListSpec,
  entries: readonly ListEntry[],
): EntryList {
  const id = spec.id ?? world.resourceId(idPrefix, region);
  return newEntryList(world, region, idPrefix, {
    id,
    name: spec.name ?? id,
    description: spec.description ?? '',
    maxEntries: spec.maxEntries ?? Math.max(1, entries.length),
    entries,
    resourceGroupId: spec.resourceGroup ?? '',
    tags: new Map(Object.entries(spec.tags ?? {})),
    createdAt: spec.createdAt ?? world.clock.now(),
  });
}

function addOnce<T extends EntryList>(inventory: Inventory<T>, list: T, path: string): void {
  if (inventory.get(list.id) !== undefined) {
    throw new EmulatorInputError([`${path}.id: the id "${list.id}" is given more than once`]);
  }
  if (list.entries.length > list.maxEntries) {
    throw new EmulatorInputError([
      `${path}.maxEntries: ${list.maxEntries} given, expected at least the number of entries, ${list.entries.length}`,
    ]);
  }
  inventory.add(list);
}

/** @throws EmulatorInputError */
export function addPrefixLists(
  world: World,
  account: Account,
  specs: readonly z.output<typeof prefixListSchema>[],
  where: string,
): void {
  for (const [index, spec] of specs.entries()) {
    const path = `${where}[${index}]`;
    const region = regionOf(account, spec.region, path);
    const families = new Set(spec.entries.map(({ value }) => networkOf(value)?.family ?? 'IPv4'));
    const addressFamily = spec.addressFamily ?? [...families][0] ?? 'IPv4';
    if ([...families].some((family) => family !== addressFamily)) {
      throw new EmulatorInputError([`${path}.entries: expected only ${addressFamily} CIDR blocks`]);
    }
    const list = listOf(world, region, 'pl', spec, spec.entries);
    addOnce(region.prefixLists, { ...list, addressFamily }, path);
  }
}

/** @throws EmulatorInputError */
export function addPortLists(
  world: World,
  account: Account,
  specs: readonly ListSpec[],
  where: string,
): void {
  for (const [index, spec] of specs.entries()) {
    const path = `${where}[${index}]`;
    const region = regionOf(account, spec.region, path);
    addOnce(region.portRangeLists, listOf(world, region, 'prl', spec, spec.entries), path);
  }
}
