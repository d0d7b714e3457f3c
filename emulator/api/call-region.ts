import { ApiError } from '../errors';
import type { RpcRequest } from '../wire/rpc-request';
import type { World } from '../world/world';
import { regionIdOf } from './operation';
import type { Operation } from './operation';

const REGIONAL_ARN = /^acs:ecs:([^:*]+):/;

/** Region of the first resource that RAM would be asked about; the sender is taken at their word. */
function resourceRegionOf(
  operation: Operation,
  { claims, parameters }: RpcRequest,
  world: World,
): string | undefined {
  const principal = world.accessKeys.find(claims.accessKeyId ?? '')?.principal;
  const account = world.accounts.get(principal?.accountId ?? '');
  if (principal === undefined || account === undefined) return undefined;
  try {
    const { authorization } = operation.prepare({ world, account, principal }, parameters);
    const regions = authorization?.resources.map((arn) => REGIONAL_ARN.exec(arn)?.[1]) ?? [];
    return regions.find((region) => region !== undefined);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/**
 * The region that a call is about: the one it names, else that of its resource. It is looked for before the call is
 * verified, because faults strike calls that are refused as well.
 */
export function callRegion(operation: Operation, request: RpcRequest, world: World): string | undefined {
  return regionIdOf(operation, request.parameters) ?? resourceRegionOf(operation, request, world);
}
