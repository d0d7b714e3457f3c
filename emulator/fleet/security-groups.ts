import { z } from 'zod';
import { EmulatorInputError } from '../errors';
import type { Account } from '../world/account';
import { networkOf } from '../world/ip';
import type { Region } from '../world/region';
import { SECURITY_GROUP_TYPES, defaultSecurityGroupId, newSecurityGroup } from '../world/security-group';
import type { SecurityGroup } from '../world/security-group';
import {
  NIC_TYPES,
  PORT_PROTOCOLS,
  RULE_DIRECTIONS,
  newSecurityGroupRule,
} from '../world/security-group-rule';
import type { RuleContent, SecurityGroupRule } from '../world/security-group-rule';
import { defaultVpcId } from '../world/vswitch';
import type { World } from '../world/world';
import { instant, name, tags } from './fields';
import { regionOf } from './places';

const PROTOCOLS: ReadonlyMap<string, string> = new Map(
  ['TCP', 'UDP', 'ICMP', 'ICMPv6', 'GRE', 'ALL'].map((protocol) => [protocol.toLowerCase(), protocol]),
);

/** A CIDR block, a security group with or without its account, or a prefix list. */
const END = /^(?:(?:\d{1,20}\/)?sg-.+|pl-.+)$/;

const end = z.string().refine((text) => END.test(text) || networkOf(text) !== undefined, {
  message:
    'expected an address, a CIDR block, a security group (sg-web, 2234567890123456/sg-web) or a prefix list (pl-office)',
});

const ports = z
  .union([z.int().min(1).max(65_535), z.string().regex(/^(?:\d{1,5}|-?\d{1,5}\/-?\d{1,5}|prl-.+)$/)], {
    message: 'expected a port, a range such as 8000/8080, or a port list (prl-web)',
  })
  .transform((value) => (/^\d+$/.test(String(value)) ? `${value}/${value}` : String(value)));

const word = <const T extends readonly string[]>(words: T) =>
  z
    .string()
    .transform((text) => words.find((each) => each.toLowerCase() === text.toLowerCase()) ?? text)
    .pipe(z.enum(words));

/** Whether a rule is about what comes in: it says so, or has `from`. */
function isIngress({
  direction,
  from,
}: {
  readonly direction?: RuleContent['direction'] | undefined;
  readonly from?: string | undefined;
}): boolean {
  return direction === undefined ? from !== undefined : direction === 'ingress';
}

const ruleSchema = z
  .strictObject({
    id: name.optional(),
    /** Ingress when there is `from`, else egress. */
    direction: z.enum(RULE_DIRECTIONS).optional(),
    from: end.optional(),
    to: end.optional(),
    /** A name in whatever case, or a number of IANA. */
    protocol: z
      .union([z.string(), z.int()])
      .transform((value) => String(value))
      .refine((text) => PROTOCOLS.has(text.toLowerCase()) || /^\d{1,3}$/.test(text), {
        message: 'expected tcp, udp, icmp, icmpv6, gre, all, or a number of IANA',
      })
      .transform((text) => PROTOCOLS.get(text.toLowerCase()) ?? text)
      .default('ALL'),
    /** All of the protocol when left out. */
    ports: ports.optional(),
    sourcePorts: ports.optional(),
    policy: word(['Accept', 'Drop']).default('Accept'),
    /** Rules from before 2020 can have 110. */
    priority: z.int().min(1).max(110).default(1),
    nicType: z.enum(NIC_TYPES).optional(),
    description: z.string().max(512).default(''),
    createdAt: instant.optional(),
  })
  .refine(({ from, to }) => from !== undefined || to !== undefined, {
    message: 'expected from, to, or both',
  })
  .refine((rule) => !END.test((isIngress(rule) ? rule.to : rule.from) ?? ''), {
    message: 'expected an address or a CIDR block at the near end: only the far end can be a group or a list',
  });

type RuleSpec = z.output<typeof ruleSchema>;

export const securityGroupSchema = z.strictObject({
  id: name.optional(),
  name: name.optional(),
  region: name.optional(),
  /** The default VPC of the region when left out; empty for the classic network. */
  vpc: z.string().optional(),
  type: z.enum(SECURITY_GROUP_TYPES).default('normal'),
  description: z.string().max(256).default(''),
  innerAccessPolicy: z.enum(['Accept', 'Drop']).optional(),
  rules: z.array(ruleSchema).default([]),
  /** Id of the cloud service that looks after it, or `true` for any. */
  serviceManaged: z.union([z.boolean(), z.int().min(0)]).default(false),
  deletionProtection: z.boolean().default(false),
  resourceGroup: z.string().default(''),
  tags: tags.default({}),
  createdAt: instant.optional(),
});

type GroupSpec = z.output<typeof securityGroupSchema>;

type Ends = Partial<
  Pick<
    RuleContent,
    | 'sourceCidrIp'
    | 'ipv6SourceCidrIp'
    | 'destCidrIp'
    | 'ipv6DestCidrIp'
    | 'peerGroupId'
    | 'peerGroupOwnerId'
    | 'peerPrefixListId'
  >
>;

function endOf(text: string | undefined, isSource: boolean): Ends {
  if (text === undefined) return {};
  if (text.startsWith('pl-')) return { peerPrefixListId: text };
  const group = /^(?:(\d+)\/)?(sg-.+)$/.exec(text);
  if (group !== null) return { peerGroupId: group[2] ?? '', peerGroupOwnerId: group[1] ?? '' };
  if (networkOf(text)?.family === 'IPv6') {
    return isSource ? { ipv6SourceCidrIp: text } : { ipv6DestCidrIp: text };
  }
  return isSource ? { sourceCidrIp: text } : { destCidrIp: text };
}

function portsOf({ ports: given, protocol }: RuleSpec): Pick<RuleContent, 'portRange' | 'portRangeListId'> {
  if (given?.startsWith('prl-') === true) return { portRange: '', portRangeListId: given };
  const all = PORT_PROTOCOLS.has(protocol) ? '1/65535' : '-1/-1';
  return { portRange: given ?? all, portRangeListId: '' };
}

function ruleOf(world: World, region: Region, spec: RuleSpec, vpcId: string): SecurityGroupRule {
  const ownNicType = vpcId === '' ? 'internet' : 'intranet';
  return newSecurityGroupRule(world, region, {
    ...(spec.id !== undefined && { id: spec.id }),
    direction: isIngress(spec) ? 'ingress' : 'egress',
    ipProtocol: spec.protocol,
    ...portsOf(spec),
    sourcePortRange: spec.sourcePorts ?? '',
    ...endOf(spec.from, true),
    ...endOf(spec.to, false),
    policy: spec.policy,
    priority: spec.priority,
    nicType: spec.nicType ?? ownNicType,
    description: spec.description,
    createdAt: spec.createdAt ?? world.clock.now(),
  });
}

function groupOf(world: World, region: Region, spec: GroupSpec): SecurityGroup {
  const id = spec.id ?? world.resourceId('sg', region);
  const vpcId = spec.vpc ?? defaultVpcId(region);
  return newSecurityGroup(world, region, {
    id,
    name: spec.name ?? id,
    description: spec.description,
    vpcId,
    type: spec.type,
    innerAccessPolicy: spec.innerAccessPolicy ?? (spec.type === 'enterprise' ? 'Drop' : 'Accept'),
    rules: spec.rules.map((rule) => ruleOf(world, region, rule, vpcId)),
    resourceGroupId: spec.resourceGroup,
    serviceManaged: spec.serviceManaged !== false,
    serviceId: typeof spec.serviceManaged === 'number' ? spec.serviceManaged : 0,
    deletionProtection: spec.deletionProtection,
    tags: new Map(Object.entries(spec.tags)),
    createdAt: spec.createdAt ?? world.clock.now(),
  });
}

/**
 * Adds the groups to an account. The default group of a region can be given as well, and is then as it was given.
 *
 * @throws EmulatorInputError
 */
export function addSecurityGroups(
  world: World,
  account: Account,
  specs: readonly GroupSpec[],
  where: string,
): void {
  const given = new Set<string>();
  for (const [index, spec] of specs.entries()) {
    const path = `${where}[${index}]`;
    const region = regionOf(account, spec.region, path);
    const group = groupOf(world, region, spec);
    if (given.has(group.id)) {
      throw new EmulatorInputError([`${path}.id: the id "${group.id}" is given more than once`]);
    }
    given.add(group.id);
    if (group.id === defaultSecurityGroupId(region)) region.securityGroups.remove(group.id);
    region.securityGroups.add(group);
  }
}
