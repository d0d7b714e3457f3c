import type { ClientOptions, CredentialsProvider, EcsClient } from '../client';
import { assertRegion, assumeRole, createApiClient, createEcsClient } from '../client';
import { forEachParallel } from '../core/batch';
import { AutopilotError, ConfigError, messageOf } from '../core/errors';
import type { Problem } from '../core/errors';
import type { Resource } from '../core/plan';
import type { ScopeReading } from '../core/report';
import type { CommonConfig } from './config';

/** One region of one account, with the client that reaches it. */
export interface Scope {
  /** Name from the configuration; absent for the caller's own account. */
  readonly account?: string | undefined;
  readonly region: string;
  readonly ecs: EcsClient;
}

/** Where a run works, and what of it could not be opened. */
export interface Scopes {
  readonly all: readonly Scope[];
  readonly unreadable: readonly ScopeReading[];
  /** How the regions were chosen, for the report. */
  readonly note: string;
  /** @throws Error for a resource of a scope that the run does not work in */
  of(resource: Resource): Scope;
}

export interface ScopeRequest {
  readonly common: CommonConfig;
  /** Regions named by the event or on the command line; they take the place of the configured ones. */
  readonly regions?: readonly string[] | undefined;
  readonly credentials: CredentialsProvider;
  /** Region of calls that belong to none, such as DescribeRegions. */
  readonly homeRegion: string;
  readonly runId: string;
  readonly client: Omit<ClientOptions, 'credentials' | 'region' | 'network' | 'env'>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Opens the accounts and regions that a run works in. An account or a list of regions that fails is one reading.
 *
 * @throws ConfigError for a region that is none and for a wrong endpoint
 */
export async function openScopes(request: ScopeRequest): Promise<Scopes> {
  const chosen = chooseRegions(request);
  for (const region of [request.homeRegion, ...(chosen.regions ?? [])]) assertRegion(region);
  const all: Scope[] = [];
  const unreadable: ScopeReading[] = [];
  await forEachParallel(accountsOf(request), 4, async ({ account, ecs }) => {
    try {
      const regions = chosen.regions ?? (await enabledRegions(ecs));
      all.push(...regions.map((region) => ({ account, region, ecs })));
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      unreadable.push({ account, region: '(all)', resources: 0, problem: problemOf(error) });
    }
  });
  const byKey = new Map(all.map((scope) => [scopeKey(scope), scope]));
  return {
    all,
    unreadable,
    note: chosen.note,
    of: (resource) => {
      const scope = byKey.get(scopeKey(resource));
      if (scope === undefined)
        throw new Error(`${resource.id} is in ${resource.region}, where this run does not work`);
      return scope;
    },
  };
}

function scopeKey(of: { readonly account?: string | undefined; readonly region: string }): string {
  return `${of.account ?? ''}/${of.region}`;
}

/** What went wrong while reading a scope, as one problem. */
export function problemOf(error: unknown): Problem {
  const known = error instanceof AutopilotError ? error.problems[0] : undefined;
  return known ?? { code: 'unexpected_error', what: messageOf(error) };
}

interface Choice {
  /** Absent: every enabled region. */
  readonly regions?: readonly string[] | undefined;
  readonly note: string;
}

function chooseRegions({ common, regions, env }: ScopeRequest): Choice {
  if (regions !== undefined)
    return { regions: [...new Set(regions)], note: `Regions as asked for: ${regions.join(', ')}.` };
  if (common.regions !== undefined) {
    return {
      regions: [...new Set(common.regions)],
      note: `Regions from the configuration: ${common.regions.join(', ')}.`,
    };
  }
  const fromEnvironment = env['ALICLOUD_REGION_ID'];
  if (fromEnvironment !== undefined && fromEnvironment !== '') {
    return { regions: [fromEnvironment], note: `Region from ALICLOUD_REGION_ID: ${fromEnvironment}.` };
  }
  return { note: 'All enabled regions, because the configuration names none.' };
}

interface Account {
  readonly account?: string | undefined;
  readonly ecs: EcsClient;
}

function accountsOf(request: ScopeRequest): Account[] {
  const { common, credentials, homeRegion, env, client } = request;
  const options = { ...client, region: homeRegion, network: common.endpoints, env };
  if (common.accounts === undefined) return [{ ecs: createEcsClient({ ...options, credentials }) }];
  const own = createApiClient({ ...options, credentials });
  const sessionName = `autopilot-${request.runId}`.slice(0, 64);
  return common.accounts.map(({ name, roleArn, externalId }) => {
    const role = { roleArn, sessionName, ...(externalId === undefined ? {} : { externalId }) };
    return { account: name, ecs: createEcsClient({ ...options, credentials: assumeRole(own, role) }) };
  });
}

async function enabledRegions(ecs: EcsClient): Promise<string[]> {
  const regions: string[] = [];
  for await (const region of ecs.items('DescribeRegions', {})) {
    if (region.RegionId !== undefined) regions.push(region.RegionId);
  }
  return regions;
}
