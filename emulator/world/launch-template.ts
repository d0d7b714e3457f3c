import type { Resource } from './inventory';
import type { Region } from './region';
import type { World } from './world';

/** What instances can be made with, by parameter as RunInstances calls it; a list is numbered, a structure nested. */
export type LaunchParameters = Readonly<Record<string, unknown>>;

export interface LaunchTemplateVersion {
  /** From 1. */
  readonly number: number;
  readonly description: string;
  readonly parameters: LaunchParameters;
  /** Account id. */
  readonly createdBy: string;
  /** Virtual epoch milliseconds. */
  readonly createdAt: number;
}

/** A launch template with all of its versions. */
export interface LaunchTemplate extends Resource {
  readonly name: string;
  readonly versions: readonly LaunchTemplateVersion[];
  readonly defaultVersion: number;
  /** Account id. */
  readonly createdBy: string;
  resourceGroupId: string;
  readonly tags: Map<string, string>;
  /** Virtual epoch milliseconds. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** A template with one version. */
export function newLaunchTemplate(
  world: World,
  region: Region,
  given: Partial<LaunchTemplate> & Pick<LaunchTemplate, 'name'>,
  parameters: LaunchParameters,
  versionDescription = '',
): LaunchTemplate {
  const createdAt = given.createdAt ?? world.clock.now();
  const createdBy = region.account.id;
  return {
    id: world.resourceId('lt', region),
    sequence: world.nextSequence(),
    versions: [{ number: 1, description: versionDescription, parameters, createdBy, createdAt }],
    defaultVersion: 1,
    createdBy,
    resourceGroupId: '',
    tags: new Map(),
    createdAt,
    modifiedAt: createdAt,
    ...given,
  };
}

/** The parameters by name as a request would send them: `DataDisk.1.Size`. */
export function wireParameters(parameters: LaunchParameters, prefix = ''): ReadonlyMap<string, string> {
  const wire = new Map<string, string>();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    if (typeof value === 'object' && value !== null) {
      const nested = Array.isArray(value)
        ? Object.fromEntries(value.map((item: unknown, index) => [index + 1, item]))
        : (value as LaunchParameters);
      for (const [key, text] of wireParameters(nested, `${prefix}${name}.`)) wire.set(key, text);
    } else {
      wire.set(prefix + name, typeof value === 'string' ? value : JSON.stringify(value));
    }
  }
  return wire;
}
