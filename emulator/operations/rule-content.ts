import type { RegionalCall } from '../api/operation';
import { ApiError } from '../errors';
import type { SecurityGroup } from '../world/security-group';
import { authorizationObjectOf } from '../world/security-group-rule';
import type { NicType, RuleContent, RuleDirection } from '../world/security-group-rule';
import {
  cidrOf,
  malformedPortRange,
  malformedSourcePortRange,
  policyOf,
  portsOf,
  priorityOf,
  protocolOf,
  ruleDescriptionOf,
} from './rule-values';
import type { RuleValues } from './rule-values';

/** Whose rule it is, where in the request it is, and how the operation calls ports that do not fit the protocol. */
export interface RuleContext {
  readonly call: RegionalCall;
  readonly group: SecurityGroup;
  readonly direction: RuleDirection;
  /** `Permissions.2.`, or empty for parameters of their own. */
  readonly prefix: string;
  readonly portMismatch: () => ApiError;
}

function badRequest(code: string, message: string): ApiError {
  return new ApiError(400, code, message);
}

interface Ends {
  readonly sourceCidrIp: string;
  readonly ipv6SourceCidrIp: string;
  readonly destCidrIp: string;
  readonly ipv6DestCidrIp: string;
}

function endsOf(values: RuleValues, where: string): Ends {
  const ends = {
    sourceCidrIp: cidrOf('SourceCidrIp', values.SourceCidrIp),
    ipv6SourceCidrIp: cidrOf('Ipv6SourceCidrIp', values.Ipv6SourceCidrIp),
    destCidrIp: cidrOf('DestCidrIp', values.DestCidrIp),
    ipv6DestCidrIp: cidrOf('Ipv6DestCidrIp', values.Ipv6DestCidrIp),
  };
  const { sourceCidrIp, ipv6SourceCidrIp, destCidrIp, ipv6DestCidrIp } = ends;
  if (sourceCidrIp !== '' && ipv6SourceCidrIp !== '') {
    throw badRequest(
      'InvalidParam.SourceIp',
      `The Parameters SourceCidrIp and Ipv6SourceCidrIp in ${where} cannot be set at the same time.`,
    );
  }
  if (destCidrIp !== '' && ipv6DestCidrIp !== '') {
    throw badRequest(
      'InvalidParam.DestIp',
      `The Parameters DestCidrIp and Ipv6DestCidrIp in ${where} cannot be set at the same time.`,
    );
  }
  if ((sourceCidrIp !== '' || destCidrIp !== '') && (ipv6SourceCidrIp !== '' || ipv6DestCidrIp !== '')) {
    throw badRequest('InvalidParameter.Conflict', 'IPv6 and IPv4 addresses cannot exist at the same time.');
  }
  if (sourceCidrIp !== '' && sourceCidrIp === destCidrIp) {
    throw badRequest(
      'InvalidParamter.Conflict',
      'The specified SourceCidrIp should be different from the DestCidrIp.',
    );
  }
  return ends;
}

function checkFamily(protocol: string, ends: Ends): void {
  if (protocol === 'ICMP' && (ends.ipv6SourceCidrIp !== '' || ends.ipv6DestCidrIp !== '')) {
    throw badRequest(
      'InvalidParam.Ipv4ProtocolConflictWithIpv6Address',
      'IPv6 address cannot be specified for IPv4-specific protocol.',
    );
  }
  if (protocol === 'ICMPv6' && (ends.sourceCidrIp !== '' || ends.destCidrIp !== '')) {
    throw badRequest(
      'InvalidParam.Ipv6ProtocolConflictWithIpv4Address',
      'IPv4 address cannot be specified for IPv6-specific protocol.',
    );
  }
}

/** A range of ports wins over a list of them. */
function portsWanted(
  { prefix, portMismatch }: RuleContext,
  values: RuleValues,
  protocol: string,
): Pick<RuleContent, 'portRange' | 'portRangeListId'> {
  const { PortRange, PortRangeListId } = values;
  if (PortRange !== undefined) {
    const malformed = malformedPortRange(`${prefix}PortRange`);
    return {
      portRange: portsOf(PortRange, protocol, { malformed, mismatch: portMismatch }),
      portRangeListId: '',
    };
  }
  if (PortRangeListId === undefined) {
    throw badRequest('InvalidPortRange.Malformed', 'The specified parameter PortRange must set.');
  }
  return { portRange: '', portRangeListId: PortRangeListId };
}

function nicTypeOf({ group }: RuleContext, value: string | undefined): NicType {
  if (value === undefined) return group.vpcId === '' ? 'internet' : 'intranet';
  if (value === 'intranet' || (value === 'internet' && group.vpcId === '')) return value;
  throw badRequest('InvalidNicType.ValueNotSupported', 'The specified NicType does not exist.');
}

/** The account of a security group; undefined when it is the caller's own. */
function ownerOf(
  { call }: RuleContext,
  account: string | undefined,
  id: string | undefined,
): string | undefined {
  const owner = id ?? account;
  return owner === call.account.id ? undefined : owner;
}

/** What is at the other end unless it is addresses: a group, else a prefix list. */
function peerOf(
  context: RuleContext,
  values: RuleValues,
  hasAddresses: boolean,
): Pick<RuleContent, 'peerGroupId' | 'peerGroupOwnerId' | 'peerPrefixListId'> {
  const isIngress = context.direction === 'ingress';
  const groupId = isIngress ? values.SourceGroupId : values.DestGroupId;
  const owner = isIngress
    ? ownerOf(context, values.SourceGroupOwnerAccount, values.SourceGroupOwnerId)
    : ownerOf(context, values.DestGroupOwnerAccount, values.DestGroupOwnerId);
  const prefixListId = isIngress ? values.SourcePrefixListId : values.DestPrefixListId;
  const hasGroup = !hasAddresses && groupId !== undefined;
  return {
    peerGroupId: hasGroup ? groupId : '',
    peerGroupOwnerId: hasGroup ? (owner ?? '') : '',
    peerPrefixListId: hasAddresses || hasGroup ? '' : (prefixListId ?? ''),
  };
}

function checkPeer({ direction, prefix }: RuleContext, content: RuleContent): void {
  if (authorizationObjectOf(content) !== undefined) return;
  const where = prefix === '' ? 'the request' : prefix.slice(0, -1);
  throw direction === 'ingress'
    ? badRequest(
        'MissingParameter.Source',
        `One of the parameters SourceCidrIp, Ipv6SourceCidrIp, SourceGroupId or SourcePrefixListId in ${where} must be specified.`,
      )
    : badRequest(
        'MissingParameter.Dest',
        `One of the parameters DestCidrIp, Ipv6DestCidrIp, DestGroupId or DestPrefixListId in ${where} must be specified.`,
      );
}

/**
 * The rule that a request describes, each value and all of them together checked; `rule-checks.ts` looks whether what
 * it refers to exists. https://help.aliyun.com/document_detail/25554.html
 *
 * @throws ApiError with the codes of AuthorizeSecurityGroup
 */
export function ruleContentOf(context: RuleContext, values: RuleValues): RuleContent {
  const { call, direction, prefix } = context;
  const ipProtocol = protocolOf(values.IpProtocol, `${prefix}IpProtocol`, call.region.id);
  const ends = endsOf(values, prefix === '' ? 'the request' : prefix.slice(0, -1));
  checkFamily(ipProtocol, ends);
  const addresses =
    direction === 'ingress'
      ? ends.sourceCidrIp + ends.ipv6SourceCidrIp
      : ends.destCidrIp + ends.ipv6DestCidrIp;
  const sourcePorts = { malformed: malformedSourcePortRange, mismatch: malformedSourcePortRange };
  const content: RuleContent = {
    direction,
    ipProtocol,
    ...portsWanted(context, values, ipProtocol),
    sourcePortRange:
      values.SourcePortRange === undefined ? '' : portsOf(values.SourcePortRange, ipProtocol, sourcePorts),
    ...ends,
    ...peerOf(context, values, addresses !== ''),
    policy: policyOf(values.Policy ?? 'accept'),
    priority: priorityOf(values.Priority ?? '1', `${prefix}Priority`),
    nicType: nicTypeOf(context, values.NicType),
    description: ruleDescriptionOf(values.Description ?? ''),
  };
  checkPeer(context, content);
  return content;
}
