import type { Principal } from './principal';

/** What conditions are evaluated against. */
export interface Circumstances {
  readonly principal: Principal;
  /** `<service>:<action>` */
  readonly action: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** Virtual epoch milliseconds. */
  readonly now: number;
  /** Tags of the resource in question; undefined for all resources of a type, or none. */
  readonly resourceTags: ReadonlyMap<string, string> | undefined;
}

type Read = (circumstances: Circumstances) => readonly (string | undefined)[];

/** The values of a parameter, of a list of it, and of it as a field of the elements of a list. */
function parameter(...names: readonly string[]): Read {
  const patterns = names.map((name) => new RegExp(`^${name.replaceAll('.N', '\\.\\d+')}$`));
  return ({ parameters }) =>
    [...parameters].flatMap(([name, value]) =>
      patterns.some((pattern) => pattern.test(name)) ? [value] : [],
    );
}

/** Whether any of the parameters was sent with a value that counts. */
function whether(counts: (value: string) => boolean, ...names: readonly string[]): Read {
  const read = parameter(...names);
  return (circumstances) => [
    String(read(circumstances).some((value) => value !== undefined && counts(value))),
  ];
}

const isGiven = (value: string): boolean => value !== '';
const isTrue = (value: string): boolean => value.toLowerCase() === 'true';

function only(actions: readonly string[], read: Read): Read {
  return (circumstances) => (actions.includes(circumstances.action) ? read(circumstances) : []);
}

const CREATION = ['ecs:RunInstances', 'ecs:CreateInstance'];
const COMMANDS = ['ecs:RunCommand', 'ecs:InvokeCommand'];
const RULES = ['ecs:AuthorizeSecurityGroup', 'ecs:ModifySecurityGroupRule'];

function familyOf(instanceType: string | undefined): string | undefined {
  return instanceType?.split('.').slice(0, 2).join('.');
}

function principalArn({ type, accountId, arn, roleName }: Principal): string {
  return type === 'role' ? `acs:ram::${accountId}:role/${roleName ?? ''}` : arn;
}

/**
 * Common keys, then those of ECS, OSS and STS. acs:MFAPresent is there so that policies with it can be used; a request
 * that is signed with an AccessKey never has it.
 *
 * https://www.alibabacloud.com/help/en/ram/policy-elements
 * https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-ram
 */
const KEYS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['acs:CurrentTime', ({ now }) => [new Date(now).toISOString()]],
  // Everything comes over the loopback interface, which stands for HTTPS.
  ['acs:SourceIp', () => ['127.0.0.1']],
  ['acs:SecureTransport', () => ['true']],
  ['acs:MFAPresent', () => []],
  ['acs:PrincipalARN', ({ principal }) => [principalArn(principal)]],
  ['ecs:InstanceType', parameter('InstanceType')],
  ['ecs:InstanceTypeFamily', (circumstances) => parameter('InstanceType')(circumstances).map(familyOf)],
  [
    'ecs:AssociatePublicIpAddress',
    only(
      [...CREATION, 'ecs:ModifyInstanceNetworkSpec'],
      whether((value) => Number(value) > 0, 'InternetMaxBandwidthOut'),
    ),
  ],
  [
    'ecs:IsDiskEncrypted',
    only([...CREATION, 'ecs:CreateDisk'], whether(isTrue, 'Encrypted', 'DataDisk.N.Encrypted')),
  ],
  [
    'ecs:IsDiskByokEncrypted',
    only([...CREATION, 'ecs:CreateDisk'], whether(isGiven, 'KMSKeyId', 'DataDisk.N.KMSKeyId')),
  ],
  ['ecs:IsSystemDiskEncrypted', only(CREATION, whether(isTrue, 'SystemDisk.Encrypted'))],
  ['ecs:IsSystemDiskByokEncrypted', only(CREATION, whether(isGiven, 'SystemDisk.KMSKeyId'))],
  ['ecs:LoginAsNonRoot', only(CREATION, whether(isTrue, 'ImageOptions.LoginAsNonRoot'))],
  ['ecs:PasswordCustomized', only(CREATION, whether(isGiven, 'Password'))],
  ['ecs:PasswordInherit', only(CREATION, whether(isTrue, 'PasswordInherit'))],
  [
    'ecs:SecurityHardeningMode',
    only(
      CREATION,
      whether((value) => value === 'required', 'HttpTokens'),
    ),
  ],
  ['ecs:SecurityEnhancementStrategy', parameter('SecurityEnhancementStrategy')],
  [
    'ecs:NotSpecifySecurityGroupId',
    only(CREATION, (circumstances) => {
      const given = parameter('SecurityGroupId', 'SecurityGroupIds.N')(circumstances);
      return [String(given.length === 0)];
    }),
  ],
  [
    'ecs:CommandRunAs',
    only(COMMANDS, (circumstances) => {
      const [user = 'root'] = parameter('Username')(circumstances);
      return [user];
    }),
  ],
  ['ecs:SecurityGroupIpProtocols', only(RULES, parameter('IpProtocol', 'Permissions.N.IpProtocol'))],
  ['ecs:SecurityGroupSourceCidrIps', only(RULES, parameter('SourceCidrIp', 'Permissions.N.SourceCidrIp'))],
  ['oss:Prefix', only(['oss:ListObjects'], parameter('prefix'))],
  ['oss:Delimiter', only(['oss:ListObjects'], parameter('delimiter'))],
  ['sts:ExternalId', only(['sts:AssumeRole'], parameter('ExternalId'))],
]);

/** The tags that a request sets or filters by; tag operations write them in different ways. */
function requestTags({ parameters }: Circumstances): Map<string, string> {
  const tags = new Map<string, string>();
  for (const [name, key] of parameters) {
    const index = /^(Tag\.\d+)\.(?:Key|key)$/.exec(name)?.[1];
    if (index !== undefined) {
      tags.set(key, parameters.get(`${index}.Value`) ?? parameters.get(`${index}.value`) ?? '');
    }
  }
  return tags;
}

/**
 * Tags of the resource; a request about all resources of a type is judged by the tags that it filters by.
 * https://www.alibabacloud.com/help/en/ram/use-cases/use-tags-to-control-access-to-ecs-resources-1
 */
function resourceTags(circumstances: Circumstances): ReadonlyMap<string, string> {
  return circumstances.resourceTags ?? requestTags(circumstances);
}

/** Keys that end in the key of a tag. `ecs:tag` is the name from before the two others. */
const TAG_KEYS: readonly (readonly [
  string,
  (circumstances: Circumstances) => ReadonlyMap<string, string>,
])[] = [
  ['acs:RequestTag/', requestTags],
  ['acs:ResourceTag/', resourceTags],
  ['ecs:tag/', (circumstances) => new Map([...requestTags(circumstances), ...resourceTags(circumstances)])],
];

/** Whether policies may have a condition on the key. */
export function isConditionKey(key: string): boolean {
  return KEYS.has(key) || TAG_KEYS.some(([prefix]) => key.startsWith(prefix) && key.length > prefix.length);
}

/** What a request says about a condition key; nothing when the request does not have the key. */
export function valuesOf(key: string, circumstances: Circumstances): readonly string[] {
  const tags = TAG_KEYS.find(([prefix]) => key.startsWith(prefix));
  const values =
    tags === undefined
      ? (KEYS.get(key)?.(circumstances) ?? [])
      : [tags[1](circumstances).get(key.slice(tags[0].length))];
  return values.filter((value) => value !== undefined);
}
