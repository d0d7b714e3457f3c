import { z } from 'zod';
import type { Engine } from '../engine';
import { EmulatorInputError } from '../errors';
import { describeIssues } from '../input';
import type { SystemEvent } from '../world/system-event';

/** One line of the listing of system events. Times are ISO 8601. */
export interface SystemEventSummary {
  readonly id: string;
  readonly code: string;
  readonly state: string;
  readonly region: string;
  /** The instance or disk. */
  readonly resource: string;
  readonly simulated: boolean;
  readonly publishedAt: string;
  readonly notBefore: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

function timeOf(instant: number | undefined): string | null {
  return instant === undefined ? null : new Date(instant).toISOString();
}

function summaryOf(event: SystemEvent): SystemEventSummary {
  return {
    id: event.id,
    code: event.type.name,
    state: event.state,
    region: event.regionId,
    resource: event.resourceId,
    simulated: event.simulated,
    publishedAt: new Date(event.publishedAt).toISOString(),
    notBefore: timeOf(event.notBefore),
    startedAt: timeOf(event.startedAt),
    finishedAt: timeOf(event.finishedAt),
  };
}

/** The system events of an account, by default the fleet's own, in order of publication within a region. */
export function systemEventsOf(engine: Engine, accountId?: string): SystemEventSummary[] {
  engine.world.clock.settle();
  return [...engine.account(accountId).regions.values()].flatMap(({ systemEvents }) =>
    systemEvents.all().map(summaryOf),
  );
}

const accountSchema = z.looseObject({ account: z.string().optional() });

/**
 * Has an event happen.
 *
 * @param input an event as in a fleet, with `account` where it is not the fleet's own
 * @throws EmulatorInputError with one line per mistake
 */
export function raiseSystemEvent(engine: Engine, input: unknown): SystemEventSummary {
  const parsed = accountSchema.safeParse(input);
  if (!parsed.success) throw new EmulatorInputError(describeIssues(parsed.error, 'event'));
  const { account, ...event } = parsed.data;
  const raised = engine.raiseEvent(event, account);
  return summaryOf(raised);
}
