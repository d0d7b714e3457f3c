import { text } from '../api/parameters';
import { ApiError } from '../errors';
import { networkOf } from '../world/ip';
import type { AddressFamily } from '../world/ip';
import { PORT_PROTOCOLS } from '../world/security-group-rule';

const EITHER_DIRECTION = {
  Description: text(),
  DestCidrIp: text(),
  IpProtocol: text(),
  Ipv6DestCidrIp: text(),
  Ipv6SourceCidrIp: text(),
  NicType: text(),
  Policy: text(),
  PortRange: text(),
  Priority: text(),
  SourceCidrIp: text(),
  SourcePortRange: text(),
} as const;

/** The parameters that describe an ingress rule, as a request has them; `rule-content.ts` makes sense of them. */
export const INGRESS_RULE = {
  ...EITHER_DIRECTION,
  SourceGroupId: text(),
  SourceGroupOwnerAccount: text(),
  SourceGroupOwnerId: text(),
  SourcePrefixListId: text(),
} as const;

/** The same for an egress rule. */
export const EGRESS_RULE = {
  ...EITHER_DIRECTION,
  DestGroupId: text(),
  DestGroupOwnerAccount: text(),
  DestGroupOwnerId: text(),
  DestPrefixListId: text(),
} as const;

/** Rules in `Permissions.N` and modified rules can have a port list; those in parameters of their own cannot. */
export const PORT_LIST = { PortRangeListId: text() } as const;

export type RuleParameter = keyof typeof INGRESS_RULE | keyof typeof EGRESS_RULE | keyof typeof PORT_LIST;

/** What a request says of a rule. */
export type RuleValues = Readonly<Partial<Record<RuleParameter, string | undefined>>>;

function badRequest(code: string, message: string): ApiError {
  return new ApiError(400, code, message);
}

const PROTOCOL_NAMES: ReadonlyMap<string, string> = new Map(
  ['TCP', 'UDP', 'ICMP', 'ICMPv6', 'GRE', 'ALL'].map((name) => [name.toUpperCase(), name]),
);

const PROTOCOL_NUMBERS: ReadonlyMap<number, string> = new Map([
  [1, 'ICMP'],
  [6, 'TCP'],
  [17, 'UDP'],
  [47, 'GRE'],
  [58, 'ICMPv6'],
]);

/**
 * Regions where a protocol can be given by its number of IANA. The pages disagree about which region of the US is one
 * of them, so both are. https://help.aliyun.com/document_detail/25554.html
 */
const REGIONS_WITH_NUMBERS: ReadonlySet<string> = new Set([
  ...['ap-southeast-6', 'eu-west-1', 'ap-southeast-3', 'cn-huhehaote', 'cn-qingdao'],
  ...['us-west-1', 'us-east-1', 'ap-southeast-1'],
]);

/** @param name of the parameter, for the message */
export function protocolOf(value: string | undefined, name: string, regionId: string): string {
  const named = PROTOCOL_NAMES.get((value ?? '').toUpperCase());
  if (named !== undefined) return named;
  const number = /^\d{1,3}$/.test(value ?? '') ? Number(value) : Infinity;
  if (number <= 255 && REGIONS_WITH_NUMBERS.has(regionId)) {
    return PROTOCOL_NUMBERS.get(number) ?? String(number);
  }
  throw badRequest(
    'InvalidIpProtocol.ValueNotSupported',
    `The parameter ${name} must be specified with case insensitive TCP, UDP, ICMP, GRE or All.`,
  );
}

/** `22/22`: two ports from 1 to 65535, or `-1/-1` for a protocol without ports. */
export function portsOf(
  value: string,
  protocol: string,
  refusals: { readonly malformed: () => ApiError; readonly mismatch: () => ApiError },
): string {
  const match = /^(-?\d{1,5})\/(-?\d{1,5})$/.exec(value);
  if (match === null) throw refusals.malformed();
  const [first, last] = [Number(match[1]), Number(match[2])];
  const hasPorts = PORT_PROTOCOLS.has(protocol);
  if (hasPorts !== (first !== -1 || last !== -1)) throw refusals.mismatch();
  if (hasPorts && (first < 1 || last > 65_535 || first > last)) throw refusals.malformed();
  return `${first}/${last}`;
}

export function malformedPortRange(name: string): () => ApiError {
  return () =>
    badRequest(
      'InvalidParam.PortRange',
      `The specified parameter ${name} is not valid. It should be two integers less than 65535 in ?/? format.`,
    );
}

export function malformedSourcePortRange(): ApiError {
  return badRequest(
    'InvalidSourcePortRange.Malformed',
    'The specified parameter SourcePortRange is not valid.',
  );
}

/** An address or a CIDR block, as it was written: host bits are allowed and count for nothing. */
export function cidrOf(
  parameter: 'SourceCidrIp' | 'DestCidrIp' | 'Ipv6SourceCidrIp' | 'Ipv6DestCidrIp',
  value: string | undefined,
): string {
  if (value === undefined) return '';
  const family: AddressFamily = parameter.startsWith('Ipv6') ? 'IPv6' : 'IPv4';
  if (networkOf(value)?.family === family) return value;
  throw badRequest(`InvalidParam.${parameter}`, `The specified parameter ${parameter} is not valid.`);
}

export function policyOf(value: string): 'Accept' | 'Drop' {
  const policy = value.toLowerCase();
  if (policy === 'accept') return 'Accept';
  if (policy === 'drop') return 'Drop';
  throw badRequest('InvalidPolicy.Malformed', 'The specified parameter Policy is not valid.');
}

/** @param name of the parameter, for the message */
export function priorityOf(value: string, name: string): number {
  if (!/^-?\d{1,9}$/.test(value)) {
    throw badRequest('InvalidPriority.Malformed', 'The parameter Priority is invalid.');
  }
  const priority = Number(value);
  if (priority >= 1 && priority <= 100) return priority;
  throw badRequest('InvalidPriority.ValueNotSupported', `The specified parameter ${name} is invalid.`);
}

export function ruleDescriptionOf(value: string): string {
  if (value.length <= 512) return value;
  throw badRequest(
    'InvalidSecurityGroupDiscription.Malformed',
    'The specified security group rule description is not valid.',
  );
}
