import { ConfigError } from '../core/errors';
import { REGION_ID } from '../model/region';

/** A product that this project calls: its name for endpoints and the version of its API. */
export interface Product {
  readonly name: 'Ecs' | 'Sts' | 'FC';
  readonly version: string;
}

export const ECS: Product = { name: 'Ecs', version: '2014-05-26' };
export const STS: Product = { name: 'Sts', version: '2015-04-01' };
export const FC: Product = { name: 'FC', version: '2023-03-30' };

/** Which network the caller is in: the public internet, or a VPC of the same region. */
export type Network = 'public' | 'vpc';

/** Where a call goes. */
export interface Endpoint {
  readonly protocol: 'http' | 'https';
  /** Host name with the port where it is not the protocol's own. */
  readonly host: string;
}

export interface EndpointQuery {
  readonly product: Product;
  readonly region: string;
  readonly network?: Network;
  /** An endpoint known better than by rule: from `RegionEndpoint` of DescribeRegions, or from configuration. */
  readonly endpoint?: string;
  /** Value of `ECS_ENDPOINT`: the one host that anything may be sent to. */
  readonly override?: string | undefined;
}

/**
 * Public endpoints that do not follow `<prefix>.<region>.aliyuncs.com`.
 *
 * Source: https://api.aliyun.com/product/Ecs, https://api.aliyun.com/product/Sts, https://api.aliyun.com/product/FC
 */
const PUBLIC_EXCEPTIONS: Record<Product['name'], Readonly<Record<string, string>>> = {
  Ecs: {
    'cn-hangzhou': 'ecs-cn-hangzhou.aliyuncs.com',
    'cn-hangzhou-finance': 'ecs.aliyuncs.com',
    'cn-shanghai-finance-1': 'ecs-cn-hangzhou.aliyuncs.com',
    'cn-shenzhen-finance-1': 'ecs-cn-hangzhou.aliyuncs.com',
  },
  Sts: {
    'cn-hangzhou-finance': 'sts.aliyuncs.com',
    'cn-shenzhen-finance-1': 'sts.aliyuncs.com',
  },
  FC: {
    'cn-hangzhou-finance': 'cn-hangzhou-finance.fc.aliyuncs.com',
    'cn-heyuan-acdr-1': 'cn-heyuan-acdr-1.fc.aliyuncs.com',
    'cn-shanghai-finance-1': 'cn-shanghai-finance-1.fc.aliyuncs.com',
    'me-central-1': 'me-central-1.fc.aliyuncs.com',
  },
};

/** Host name prefixes; FC publishes no VPC endpoint for its API. */
const PREFIX: Record<Product['name'], Record<Network, string>> = {
  Ecs: { public: 'ecs', vpc: 'ecs-vpc' },
  Sts: { public: 'sts', vpc: 'sts-vpc' },
  FC: { public: 'fcv3', vpc: 'fcv3' },
};

/**
 * The endpoint of a product in a region: `ECS_ENDPOINT` where it is set, else the endpoint given, else the published
 * rule (https://help.aliyun.com/zh/ecs/developer-reference/endpoints).
 *
 * @throws ConfigError when the region is no region name, when an endpoint is no plain host, when it would send plain
 *   http to another machine, or when `ECS_ENDPOINT` is set and another host is asked for
 */
export function resolveEndpoint(query: EndpointQuery): Endpoint {
  assertRegion(query.region);
  if (query.endpoint !== undefined) {
    const endpoint = parseEndpoint(query.endpoint, `endpoint of ${query.product.name} in ${query.region}`);
    assertRehearsalHost(originOf(endpoint), query.override);
    return endpoint;
  }
  const rehearsal = rehearsalEndpoint(query.override);
  if (rehearsal !== undefined) return rehearsal;
  return { protocol: 'https', host: publishedHost(query.product, query.region, query.network ?? 'public') };
}

function publishedHost(product: Product, region: string, network: Network): string {
  const exception =
    network === 'public' || product.name === 'FC' ? PUBLIC_EXCEPTIONS[product.name][region] : undefined;
  return exception ?? `${PREFIX[product.name][network]}.${region}.aliyuncs.com`;
}

/**
 * Refuses a region name that is not one, before it becomes part of a host name.
 *
 * @throws ConfigError
 */
export function assertRegion(region: string): void {
  if (REGION_ID.test(region)) return;
  throw new ConfigError({
    code: 'invalid_region',
    what: `${JSON.stringify(region)} is not a region`,
    expected: 'a region ID such as cn-hangzhou or ap-southeast-1',
    next: 'Correct the region; DescribeRegions lists those of the account',
  });
}

/**
 * Reads a host or an origin. Without a scheme it is https, and plain http where the host is this machine.
 *
 * @param where what to call the setting in an error
 * @throws ConfigError
 */
function parseEndpoint(text: string, where: string): Endpoint {
  const url = toUrl(text);
  if (url === undefined || !isOrigin(url)) {
    throw new ConfigError({
      code: 'invalid_endpoint',
      where,
      what: 'not an endpoint',
      expected: 'a host, or http:// or https:// and a host, with an optional port and nothing after it',
      next: 'Example: http://127.0.0.1:8080',
    });
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new ConfigError({
      code: 'plain_http_refused',
      where,
      what: `plain http to ${url.host}, which is not this machine`,
      expected: 'https, or a loopback address',
      next: 'Requests carry tokens: use https',
    });
  }
  return { protocol: url.protocol === 'http:' ? 'http' : 'https', host: url.host.replace(/\.(?=:|$)/, '') };
}

/**
 * Refuses a destination that is not the rehearsal's while `ECS_ENDPOINT` is set, so that a rehearsal can never reach
 * anything real. Everything that opens a connection asks here first, webhooks included. With a loopback override every
 * loopback address is the rehearsal's, so that receivers on other ports can be tried out.
 *
 * @param destination URL or host
 * @param override value of `ECS_ENDPOINT`; by default that of the environment
 * @throws ConfigError
 */
export function assertRehearsalHost(
  destination: string,
  override: string | undefined = process.env['ECS_ENDPOINT'],
): void {
  if (override === undefined) return;
  const allowed = toUrl(originOf(parseEndpoint(override, 'ECS_ENDPOINT')));
  const asked = toUrl(destination);
  if (allowed !== undefined && asked !== undefined) {
    if (asked.host === allowed.host && asked.protocol === allowed.protocol) return;
    if (isLoopback(asked.hostname) && isLoopback(allowed.hostname)) return;
  }
  throw new ConfigError({
    code: 'rehearsal_host_refused',
    what: `a connection to ${asked?.host ?? 'an unreadable address'} while ECS_ENDPOINT is set`,
    expected: `no other host than ${allowed?.host ?? 'that of ECS_ENDPOINT'}`,
    next: 'Unset ECS_ENDPOINT to work on the real cloud, or remove the other endpoint from the configuration',
  });
}

/** `http://host:port`. */
export function originOf(endpoint: Endpoint): string {
  return `${endpoint.protocol}://${endpoint.host}`;
}

/**
 * The endpoint of a rehearsal, as `ECS_ENDPOINT` names it; undefined when the variable is not set.
 *
 * @throws ConfigError for a blank value, which is a rehearsal that was meant and would reach the real cloud, for what
 *   is no plain host, and for the real cloud itself
 */
function rehearsalEndpoint(override: string | undefined): Endpoint | undefined {
  if (override === undefined) return undefined;
  if (override.trim() === '') {
    throw new ConfigError({
      code: 'blank_endpoint',
      where: 'ECS_ENDPOINT',
      what: 'the variable is set, but empty',
      expected: 'the address of an emulator',
      next: 'Set it to that address, or unset it to work on the real cloud',
    });
  }
  const endpoint = parseEndpoint(override, 'ECS_ENDPOINT');
  if (/\.aliyuncs\.com(:\d+)?$/i.test(endpoint.host)) {
    throw new ConfigError({
      code: 'rehearsal_on_real_cloud',
      where: 'ECS_ENDPOINT',
      what: `${endpoint.host} is the real cloud`,
      expected: 'the address of an emulator',
      next: 'Unset it to work on the real cloud: endpoints follow from the regions',
    });
  }
  return endpoint;
}

/** Whether a run cannot reach anything but this machine, so that it may do what only a rehearsal may. */
export function isLoopbackRehearsal(override: string | undefined): boolean {
  const endpoint = rehearsalEndpoint(override);
  return endpoint !== undefined && isLoopback(new URL(originOf(endpoint)).hostname);
}

function toUrl(text: string): URL | undefined {
  const trimmed = text.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
  const url = parseUrl(withScheme ? trimmed : `https://${trimmed}`);
  if (url === undefined || withScheme || !isLoopback(url.hostname)) return url;
  return parseUrl(`http://${trimmed}`);
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function isOrigin(url: URL): boolean {
  const bare = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return bare && url.pathname === '/' && (url.protocol === 'http:' || url.protocol === 'https:');
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
