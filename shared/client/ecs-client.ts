import { type ApiClient, type CallOptions, type ClientOptions, createApiClient } from './api-client';
import { AutopilotError } from '../core/errors';
import { ECS } from './endpoints';
import { DRY_RUN_PASSED } from './error-codes';
import { CloudError } from './errors';
import { LISTS, type ListItem, type ListRule, type ListedOperation } from './lists';
import type { ClientMetrics } from './metrics';
import { type Listing, listItems, listPages } from './paginate';
import type { Body } from './transport';
import type { EcsOperation, EcsRequest, EcsResponse } from './types';
import { property, textOf } from './values';

/** Parameters of an operation that has a DryRun of its own; no other operation can be probed. */
export type ProbeRequest<Operation extends EcsOperation> = 'DryRun' extends keyof EcsRequest<Operation>
  ? EcsRequest<Operation>
  : never;

/** What a probe found: the identity may do it, or what was answered instead. */
export type ProbeResult = 'allowed' | { readonly refused: CloudError };

/**
 * ECS, typed. Calls go to `options.region`, else to the `RegionId` of the parameters, else to the client's region.
 *
 * All methods throw what `ApiClient.callApi` throws.
 */
export interface EcsClient {
  readonly api: ApiClient;
  /** `call('StopInstances', { RegionId, InstanceId: ids, StoppedMode: 'StopCharging' })` */
  call<Operation extends EcsOperation>(
    operation: Operation,
    params: EcsRequest<Operation>,
    options?: CallOptions,
  ): Promise<EcsResponse<Operation>>;
  /**
   * Asks with `DryRun` whether the identity may do this. The service answers an allowed request with the error
   * `DryRunOperation` (https://help.aliyun.com/zh/ecs/developer-reference/api-ecs-2014-05-26-describeinstances).
   * What says nothing about permission (throttling, network) is thrown.
   */
  probe<Operation extends EcsOperation>(
    operation: Operation,
    params: ProbeRequest<Operation>,
    options?: CallOptions,
  ): Promise<ProbeResult>;
  /** All pages of a list, one at a time: `for await (const page of ecs.pages('DescribeInstances', { RegionId }))`. */
  pages<Operation extends ListedOperation>(
    operation: Operation,
    params: EcsRequest<Operation>,
    options?: CallOptions,
  ): Listing<readonly ListItem<Operation>[]>;
  /** All items of a list, one at a time; no more than a page is in memory. */
  items<Operation extends ListedOperation>(
    operation: Operation,
    params: EcsRequest<Operation>,
    options?: CallOptions,
  ): Listing<ListItem<Operation>>;
  metrics(): ClientMetrics;
}

/** The common client of everything that works on ECS. One per invocation. */
export function createEcsClient(options: ClientOptions): EcsClient {
  return ecsClientOf(createApiClient(options));
}

/** The same on a client that exists, so that its budget, rate limits and counters are shared. */
export function ecsClientOf(api: ApiClient): EcsClient {
  const client = {
    api,
    call: (operation: EcsOperation, params: object, options?: CallOptions) =>
      call(api, operation, params, options),
    probe: (operation: EcsOperation, params: object, options?: CallOptions) =>
      probe(api, operation, params, options),
    pages: (operation: ListedOperation, params: object, options?: CallOptions) =>
      pages(api, operation, params, options),
    items: (operation: ListedOperation, params: object, options?: CallOptions) =>
      listItems(pages(api, operation, params, options)),
    metrics: () => api.metrics(),
  };
  // Through `unknown`: to compare the two signatures the compiler would have to expand the types of all operations.
  return client as unknown as EcsClient;
}

function call(
  api: ApiClient,
  operation: EcsOperation,
  params: object,
  options: CallOptions = {},
): Promise<Body> {
  const region = options.region ?? regionOf(params);
  return api.callApi(
    { product: ECS, operation, params },
    region === undefined ? options : { ...options, region },
  );
}

async function probe(
  api: ApiClient,
  operation: EcsOperation,
  params: object,
  options?: CallOptions,
): Promise<ProbeResult> {
  try {
    await call(api, operation, { ...params, DryRun: true }, options);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    if (DRY_RUN_PASSED.has(error.code)) return 'allowed';
    if (error.errorClass === 'throttled' || error.errorClass === 'transient') throw error;
    return { refused: error };
  }
  throw new AutopilotError({
    code: 'probe_not_answered',
    where: `${operation} in ${options?.region ?? regionOf(params) ?? api.region}`,
    what: 'the dry run was answered like a real call, which says nothing about permission',
    expected: 'the error DryRunOperation',
  });
}

function pages(
  api: ApiClient,
  operation: ListedOperation,
  params: object,
  options: CallOptions = {},
): Listing<readonly unknown[]> {
  const rule = LISTS[operation] as ListRule<unknown, unknown>;
  return listPages({
    name: `${operation} in ${options.region ?? regionOf(params) ?? api.region}`,
    paging: rule.paging,
    pageSize: rule.pageSize,
    filtered: rule.cappedBy?.some((filter) => isGiven(property(params, filter))) ?? false,
    fetch: (page) => call(api, operation, { ...params, ...page }, options),
    items: (body) => rule.items(body) ?? withoutList(operation),
    id: (item) => rule.id(item) ?? '',
  });
}

function withoutList(operation: string): never {
  throw new AutopilotError({
    code: 'unreadable_answer',
    where: operation,
    what: 'the answer has no list, so that it is not known what there is',
    next: 'Run again; if it goes on, check what a proxy or ECS_ENDPOINT answers',
  });
}

function isGiven(value: unknown): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

function regionOf(params: object): string | undefined {
  return textOf(property(params, 'RegionId'));
}
