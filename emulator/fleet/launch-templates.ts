import { z } from 'zod';
import { ApiError, EmulatorInputError } from '../errors';
import { parseTemplateParameters } from '../operations/launch-template-parameters';
import type { Account } from '../world/account';
import { newLaunchTemplate } from '../world/launch-template';
import type { LaunchParameters } from '../world/launch-template';
import type { World } from '../world/world';
import { instant, name, present, tags } from './fields';
import { regionOf } from './places';

export const launchTemplateSchema = z.strictObject({
  name,
  id: z.string().min(1).optional(),
  region: name.optional(),
  description: z.string().max(256).default(''),
  /** By the names of CreateLaunchTemplate; structures are nested, lists are lists. */
  parameters: z.record(z.string(), z.unknown()).default({}),
  tags: tags.optional(),
  resourceGroup: z.string().optional(),
  createdAt: instant.optional(),
});

type FleetLaunchTemplate = z.output<typeof launchTemplateSchema>;

function parametersOf(spec: FleetLaunchTemplate, path: string): LaunchParameters {
  try {
    return parseTemplateParameters(spec.parameters);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new EmulatorInputError([`${path}.parameters: ${error.message}`]);
  }
}

/**
 * Adds launch templates to an account, each with one version.
 *
 * @param where path of `specs` for errors
 * @throws EmulatorInputError for an unknown region or parameter and a name given twice
 */
export function addLaunchTemplates(
  world: World,
  account: Account,
  specs: readonly FleetLaunchTemplate[],
  where: string,
): void {
  for (const [index, spec] of specs.entries()) {
    const path = `${where}[${index}]`;
    const region = regionOf(account, spec.region, path);
    if (region.launchTemplates.all().some((each) => each.name === spec.name)) {
      throw new EmulatorInputError([`${path}.name: the region has a launch template "${spec.name}" already`]);
    }
    const { id, resourceGroup: resourceGroupId, createdAt } = spec;
    const given = {
      name: spec.name,
      tags: new Map(Object.entries(spec.tags ?? {})),
      ...present({ id, resourceGroupId, createdAt }),
    };
    region.launchTemplates.add(
      newLaunchTemplate(world, region, given, parametersOf(spec, path), spec.description),
    );
  }
}
