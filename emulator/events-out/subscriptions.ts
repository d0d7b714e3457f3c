import { z } from 'zod';
import { EmulatorInputError } from '../errors';
import { describeIssues } from '../input';
import type { Announcement } from '../world/announcements';
import { actionTrailEvent, resourcesOf } from './actiontrail';
import type { RecordedCall } from './actiontrail';
import { asFormFields, cloudMonitorAlert, cloudMonitorNotification } from './cloudmonitor';
import type { AnnouncedEvent } from './cloudmonitor';
import { deliveryFaultSchema } from './delivery-faults';
import { ecsCloudEvent } from './eventbridge';
import { parsePattern } from './pattern';
import { RETRIES } from './retry';
import type { Retry } from './retry';
import { namesOneTarget, ONE_TARGET, targetFields } from './target';

/** How announcements are put. */
const RENDER = {
  cloudmonitor: cloudMonitorNotification,
  'cloudmonitor-2': cloudMonitorAlert,
  'cloudmonitor-2-form': (event) => asFormFields(cloudMonitorAlert(event)),
  eventbridge: (event) => ecsCloudEvent(event, 'flat'),
  'eventbridge-content': (event) => ecsCloudEvent(event, 'content'),
} satisfies Record<string, (event: AnnouncedEvent) => Record<string, unknown>>;

type AnnouncementShape = keyof typeof RENDER;

const ANNOUNCEMENT_SHAPES = Object.keys(RENDER) as [AnnouncementShape, ...AnnouncementShape[]];

/** Forms in which events are delivered; `actiontrail` is for calls, the others are for announcements. */
export const SHAPES = [...ANNOUNCEMENT_SHAPES, 'actiontrail'] as const;

export type Shape = (typeof SHAPES)[number];

/** No delivered event of these shapes is public: how they are put together is an assumption. */
export function isAssumed(shape: Shape): boolean {
  return shape === 'eventbridge' || shape === 'eventbridge-content';
}

const some = z.array(z.string().min(1)).min(1).optional();

const filterSchema = z.strictObject({
  /** Beginnings of the event's name: of CloudMonitor's name, or of the operation of a call. */
  names: some,
  /** `ECS` for announcements, the product of the call for the others. */
  products: some,
  /** Ids of resources. */
  resources: some,
  regions: some,
  accounts: some,
  /** An event pattern of EventBridge, which the delivered event has to match. */
  pattern: z.unknown().optional(),
});

type Filter = z.output<typeof filterSchema>;

const subscriptionSchema = z
  .strictObject({
    name: z.string().min(1).max(128).optional(),
    shape: z.enum(SHAPES),
    filter: filterSchema.default({}),
    faults: z.array(deliveryFaultSchema).default([]),
    /** By default as the sender of the shape does it. */
    retry: z.enum(RETRIES).optional(),
    ...targetFields,
  })
  .refine(namesOneTarget, { message: ONE_TARGET });

/** A subscription as it is given. */
export type SubscriptionInput = z.input<typeof subscriptionSchema>;

export type SubscriptionOptions = z.output<typeof subscriptionSchema>;

/** @throws EmulatorInputError */
export function parseSubscription(input: unknown): SubscriptionOptions {
  const parsed = subscriptionSchema.safeParse(input);
  if (!parsed.success) throw new EmulatorInputError(describeIssues(parsed.error, 'subscription'));
  return parsed.data;
}

export function retryOf({ retry, shape }: SubscriptionOptions): Retry {
  return retry ?? (shape.startsWith('cloudmonitor') ? 'callback' : 'backoff');
}

/** What the cheap filters look at. */
interface Facts {
  readonly name: string;
  readonly product: string;
  readonly resources: readonly string[];
  readonly region: string;
  readonly account: string;
}

function passes({ names, products, resources, regions, accounts }: Filter, facts: Facts): boolean {
  return (
    (names === undefined || names.some((prefix) => facts.name.startsWith(prefix))) &&
    (products === undefined || products.includes(facts.product)) &&
    (resources === undefined || facts.resources.some((id) => resources.includes(id))) &&
    (regions === undefined || regions.includes(facts.region)) &&
    (accounts === undefined || accounts.includes(facts.account))
  );
}

/** What a subscription makes of an event: undefined where it is not for it. */
export interface Reader {
  announcement(event: AnnouncedEvent): Record<string, unknown> | undefined;
  call(id: string, call: RecordedCall): Record<string, unknown> | undefined;
}

function announcementFacts({ name, resource, regionId, accountId }: Announcement): Facts {
  return { name, product: 'ECS', resources: [resource.id], region: regionId, account: accountId };
}

function callFacts(call: RecordedCall): Facts {
  return {
    name: call.operation ?? '',
    product: call.product ?? '',
    resources: resourcesOf(call).map((arn) => arn.slice(arn.lastIndexOf('/') + 1)),
    region: call.region ?? '',
    account: call.account ?? '',
  };
}

/** @throws EmulatorInputError for a pattern that is none */
export function readerOf({ shape, filter }: SubscriptionOptions): Reader {
  const matches = filter.pattern === undefined ? () => true : parsePattern(filter.pattern, 'filter.pattern');
  const ifMatching = (event: Record<string, unknown>): Record<string, unknown> | undefined =>
    matches(event) ? event : undefined;
  return {
    announcement(event) {
      if (shape === 'actiontrail' || !passes(filter, announcementFacts(event.announcement))) return undefined;
      return ifMatching(RENDER[shape](event));
    },
    call(id, call) {
      if (shape !== 'actiontrail' || !passes(filter, callFacts(call))) return undefined;
      return ifMatching(actionTrailEvent(id, call));
    },
  };
}
