import type { FleetInput } from '../schema';
import { child, list, nonEmpty, said, tagsOf, time } from './wire';
import type { Wire } from './wire';

type GroupInput = NonNullable<FleetInput['securityGroups']>[number];
type RuleInput = NonNullable<GroupInput['rules']>[number];

function farEnd(rule: Wire, end: 'Source' | 'Dest'): string | undefined {
  const groupId = nonEmpty(rule[`${end}GroupId`]);
  const owner = nonEmpty(rule[`${end}GroupOwnerAccount`]);
  const group = groupId !== undefined && /^\d+$/.test(owner ?? '') ? `${owner ?? ''}/${groupId}` : groupId;
  return group ?? nonEmpty(rule[`${end}PrefixListId`]);
}

function endOf(rule: Wire, end: 'Source' | 'Dest'): string | undefined {
  return nonEmpty(rule[`${end}CidrIp`]) ?? nonEmpty(rule[`Ipv6${end}CidrIp`]) ?? farEnd(rule, end);
}

function ruleOf(rule: unknown): RuleInput {
  const wire = rule as Wire;
  return said<RuleInput>({
    id: nonEmpty(wire['SecurityGroupRuleId']),
    direction: wire['Direction'],
    from: endOf(wire, 'Source'),
    to: endOf(wire, 'Dest'),
    protocol: wire['IpProtocol'],
    ports: nonEmpty(wire['PortRange']) ?? nonEmpty(wire['PortRangeListId']),
    sourcePorts: nonEmpty(wire['SourcePortRange']),
    policy: wire['Policy'],
    priority: Number(wire['Priority']),
    nicType: wire['NicType'],
    description: nonEmpty(wire['Description']),
    createdAt: time(wire['CreateTime']),
  });
}

function groupOf(id: unknown, answers: readonly Wire[]): GroupInput {
  // What is known of a group is spread over the answers of two operations, and over the pages of one.
  const wire: Wire = Object.assign({}, ...answers) as Wire;
  const rules = answers.flatMap((answer) => list(child(answer, 'Permissions', 'Permission')));
  return said<GroupInput>({
    id,
    name: nonEmpty(wire['SecurityGroupName']),
    region: nonEmpty(wire['RegionId']),
    vpc: wire['VpcId'],
    type: nonEmpty(wire['SecurityGroupType']),
    description: nonEmpty(wire['Description']),
    innerAccessPolicy: nonEmpty(wire['InnerAccessPolicy']),
    rules: rules.map(ruleOf),
    serviceManaged: wire['ServiceManaged'] === true ? (wire['ServiceID'] ?? true) : undefined,
    resourceGroup: wire['ResourceGroupId'],
    tags: tagsOf(wire),
    createdAt: time(wire['CreationTime']),
  });
}

/** The groups of saved answers of DescribeSecurityGroups, with the rules of those of DescribeSecurityGroupAttribute. */
export function securityGroupsOf(answers: readonly Wire[]): GroupInput[] {
  const byId = new Map<unknown, Wire[]>();
  for (const answer of answers) {
    const id = answer['SecurityGroupId'];
    byId.set(id, [...(byId.get(id) ?? []), answer]);
  }
  return [...byId].map(([id, parts]) => groupOf(id, parts));
}
