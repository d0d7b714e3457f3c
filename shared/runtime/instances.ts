import { chunk, forEachParallel, groupBy } from '../core/batch';
import { ConfigError, messageOf } from '../core/errors';
import type { Resource } from '../core/plan';
import { resourceKey } from '../core/plan';
import type { ScopeReading } from '../core/report';
import type { Instance, ObservedInstance } from '../model/instance';
import { decodeInstance } from '../model/instance';
import { absenceFrom } from './absence';
import type { Scope, Scopes } from './scopes';
import { problemOf } from './scopes';

/** Instances that one request can name. */
const IDS_PER_CALL = 100;
const PARALLEL_SCOPES = 16;

export interface InstanceReadings {
  readonly instances: readonly ObservedInstance[];
  readonly readings: readonly ScopeReading[];
}

/** Reads all instances of all scopes. A scope that fails is a reading with a problem, and contributes nothing. */
export async function readInstances(scopes: readonly Scope[]): Promise<InstanceReadings> {
  const instances: ObservedInstance[] = [];
  const readings: ScopeReading[] = [];
  await forEachParallel(scopes, PARALLEL_SCOPES, async (scope) => {
    const { account, region } = scope;
    try {
      const { decoded, unknown } = await readScope(scope);
      instances.push(...decoded.map((instance) => ({ account, instance })));
      readings.push({ account, region, resources: decoded.length, unknown });
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      readings.push({ account, region, resources: 0, problem: problemOf(error) });
    }
  });
  return { instances, readings };
}

async function readScope({ ecs, region }: Scope): Promise<{ decoded: Instance[]; unknown?: string }> {
  const decoded: Instance[] = [];
  const unreadable: string[] = [];
  const listing = ecs.items('DescribeInstances', { RegionId: region });
  for await (const wire of listing) {
    try {
      decoded.push(decodeInstance(wire));
    } catch (error) {
      unreadable.push(messageOf(error));
    }
  }
  if (unreadable.length > 0) return { decoded, unknown: unreadable.join('; ') };
  if (decoded.length > 0) return { decoded };
  const absence = await absenceFrom(listing, () => ecs.probe('DescribeInstances', { RegionId: region }));
  return absence.proven ? { decoded } : { decoded, unknown: `the list is empty, but ${absence.because}` };
}

/** Reads these instances again, by id; what is missing from the answer was not seen. */
export async function rereadInstances(
  scopes: Scopes,
  targets: readonly Resource[],
): Promise<ReadonlyMap<string, Instance>> {
  const seen = new Map<string, Instance>();
  const byScope = groupBy(targets, (target) => `${target.account ?? ''}/${target.region}`);
  await forEachParallel([...byScope.values()], PARALLEL_SCOPES, async (group) => {
    for (const part of chunk(group, IDS_PER_CALL)) await rereadPart(scopes, part, seen);
  });
  return seen;
}

async function rereadPart(
  scopes: Scopes,
  part: readonly Resource[],
  seen: Map<string, Instance>,
): Promise<void> {
  const first = part[0];
  if (first === undefined) return;
  const { ecs } = scopes.of(first);
  const keys = new Map(part.map((target) => [target.id, resourceKey(target)]));
  const items = ecs.items('DescribeInstances', {
    RegionId: first.region,
    InstanceIds: JSON.stringify(part.map((target) => target.id)),
  });
  for await (const wire of items) {
    const key = keys.get(wire.InstanceId ?? '');
    if (key !== undefined) seen.set(key, decodeInstance(wire));
  }
}
