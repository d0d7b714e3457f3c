import { createHash, randomUUID } from 'node:crypto';
import type { CredentialsProvider, EcsOperation } from '../client';
import { isLoopbackRehearsal } from '../client';
import type { Clock } from '../core/clock';
import type { Deadline } from '../core/deadline';
import { deadlineAt } from '../core/deadline';
import { ConfigError, EventError } from '../core/errors';
import { decideMode } from '../core/mode';
import type { Report } from '../core/report';
import type { Prepared } from '../core/run';
import { run } from '../core/run';
import type { TagNames } from '../model/tags';
import { tagNames } from '../model/tags';
import type { FunctionConfig, Settings } from './settings';
import type { Scopes } from './scopes';
import { openScopes } from './scopes';
import type { Trigger } from './trigger';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a function needs to observe, decide and act. */
export interface Workspace<C, L> {
  readonly settings: Settings<C, L>;
  readonly tags: TagNames;
  readonly scopes: Scopes;
  readonly clock: Clock;
  readonly deadline: Deadline;
}

/** Operations that only look, and operations that change something. */
export interface Operations {
  readonly read: readonly EcsOperation[];
  readonly write: readonly EcsOperation[];
}

/** One deployable function. */
export interface Automation<C extends FunctionConfig = FunctionConfig, L = unknown> {
  readonly name: string;
  readonly description: string;
  /** Every operation that it may call with a configuration: what its RAM policy is made of. */
  operations(own: C): Operations;
  /** It keeps leases or backups: without a store it only plans. */
  readonly needsStore?: boolean;
  /** Observes and plans for an instant. */
  prepare(workspace: Workspace<C, L>, now: Date): Promise<Prepared>;
}

/** Everything around a run that is not the function's own business. */
export interface Surroundings {
  readonly trigger: Trigger;
  readonly env: Environment;
  readonly credentials: CredentialsProvider;
  /** Region of the function, for calls that belong to no region. */
  readonly homeRegion: string;
  readonly clock: Clock;
  /** When the platform ends the run, and how long before that no new work is begun; see `timeLimit`. */
  readonly endsAt?: Date;
  readonly marginMs?: number;
  readonly runId?: string;
  /** Regions to work in instead of the configured ones: an operator's choice, not an event's. */
  readonly regions?: readonly string[] | undefined;
  /** Further reasons for a dry run, such as the command `plan`. */
  readonly drier?: readonly string[];
}

/** No new work is begun in the last part of a run: this share of it, but never longer than ten seconds. */
const MARGIN_SHARE = 0.25;
const LONGEST_MARGIN_MS = 10_000;

/**
 * A platform's timeout as a run keeps it. In the first half of the margin the calls under way may end; the second
 * half belongs to the report and its delivery.
 */
export function timeLimit(startedAt: Date, timeoutMs: number): { endsAt: Date; marginMs: number } {
  return {
    endsAt: new Date(startedAt.getTime() + timeoutMs),
    marginMs: Math.min(LONGEST_MARGIN_MS, timeoutMs * MARGIN_SHARE),
  };
}

/**
 * Runs a function once.
 *
 * @throws ConfigError for a wrong region or endpoint, EventError for an event that asks for what it may not
 */
export async function execute<C extends FunctionConfig, L>(
  automation: Automation<C, L>,
  settings: Settings<C, L>,
  around: Surroundings,
): Promise<Report> {
  const { request, name } = around.trigger;
  const runId = around.runId ?? randomUUID();
  const now = request.now === undefined ? around.clock.now() : new Date(request.now);
  const { endsAt, marginMs = 0 } = around;
  const deadline = deadlineAt(around.clock, endsAt, marginMs);
  const scopes = await openScopes({
    common: settings.common,
    regions: around.regions ?? allowedRegions(request.regions, settings.common.regions, name),
    credentials: around.credentials,
    homeRegion: around.homeRegion,
    runId: shortId(runId),
    client: {
      clock: around.clock,
      ...(endsAt === undefined ? {} : { deadline: new Date(endsAt.getTime() - marginMs / 2) }),
    },
    env: around.env,
  });
  if (scopes.all.length === 0 && scopes.unreadable.length === 0) {
    throw new ConfigError({
      code: 'no_region',
      what: 'there is no region to work in',
      next: 'Name regions in the configuration',
    });
  }
  const context = {
    function: automation.name,
    runId,
    trigger: name,
    mode: decideMode({
      configured: settings.own.dryRun,
      environment: around.env['DRY_RUN'],
      drier: [
        ...(around.drier ?? []),
        ...drierByRequest(request, around.env),
        ...drierByStore(automation, settings),
      ],
    }),
    now,
    clock: around.clock,
    deadline,
    metrics: () => metricsOf(scopes),
  };
  const workspace = {
    settings,
    tags: tagNames(settings.common.tagPrefix),
    scopes,
    clock: around.clock,
    deadline,
  };
  return run(context, async (instant) => {
    const prepared = await automation.prepare(workspace, instant);
    return {
      ...prepared,
      scopes: [...scopes.unreadable, ...prepared.scopes],
      notes: [scopes.note, ...(prepared.notes ?? [])],
    };
  });
}

/** An event can narrow the configured regions, not widen them. */
function allowedRegions(
  asked: readonly string[] | undefined,
  configured: readonly string[] | undefined,
  trigger: string,
): readonly string[] | undefined {
  const foreign =
    configured === undefined ? [] : (asked ?? []).filter((region) => !configured.includes(region));
  if (foreign.length > 0) {
    throw new EventError({
      code: 'region_not_configured',
      where: `event of ${trigger}`,
      what: `it asks for ${foreign.join(', ')}`,
      expected: `regions of the configuration: ${configured?.join(', ') ?? ''}`,
    });
  }
  return asked;
}

function drierByRequest(request: Trigger['request'], env: Environment): string[] {
  const reasons = request.dryRun === true ? ['the event asks for a dry run'] : [];
  if (request.now !== undefined && !isLoopbackRehearsal(env['ECS_ENDPOINT'])) {
    reasons.push('another instant than the present was chosen, which is for rehearsals');
  }
  return reasons;
}

/** Session names of RAM take at most 64 characters; request ids of Function Compute are free text. */
function shortId(runId: string): string {
  return createHash('sha256').update(runId).digest('hex').slice(0, 12);
}

function drierByStore<C extends FunctionConfig, L>(
  automation: Automation<C, L>,
  settings: Settings<C, L>,
): string[] {
  const missing = automation.needsStore === true && settings.common.store === undefined;
  return missing ? [`${automation.name} needs a store, and the configuration names none`] : [];
}

function metricsOf(scopes: Scopes): Record<string, number> {
  const total = { calls: 0, attempts: 0, retries: 0, throttles: 0, failures: 0 };
  for (const client of new Set(scopes.all.map((scope) => scope.ecs))) {
    for (const counters of Object.values(client.metrics().operations)) {
      for (const counter of Object.keys(total) as (keyof typeof total)[]) total[counter] += counters[counter];
    }
  }
  return total;
}
