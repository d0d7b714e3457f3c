import type { Resource } from './inventory';

export const COMMAND_TYPES = ['RunShellScript', 'RunPowerShellScript', 'RunBatScript'] as const;
export type CommandType = (typeof COMMAND_TYPES)[number];

/** A command of Cloud Assistant. Instants are virtual epoch milliseconds. */
export interface Command extends Resource {
  readonly type: CommandType;
  readonly content: Buffer;
  name: string;
  description: string;
  /** Empty for the default of the operating system. */
  workingDir: string;
  timeoutSeconds: number;
  readonly enableParameter: boolean;
  /** The program that runs the script; empty for the shell of the type. */
  launcher: string;
  readonly resourceGroupId: string;
  readonly tags: Map<string, string>;
  readonly createdAt: number;
  /** How often it was invoked. */
  invocations: number;
}

/** The operating system that a command is for. */
export function osTypeOf(type: CommandType): 'linux' | 'windows' {
  return type === 'RunShellScript' ? 'linux' : 'windows';
}

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;

/** Parameters that Cloud Assistant fills in itself. https://help.aliyun.com/document_detail/64844.html */
export const ENVIRONMENT = [
  'ACS::RegionId',
  'ACS::AccountId',
  'ACS::InstanceId',
  'ACS::InstanceName',
  'ACS::InvokeId',
  'ACS::CommandId',
] as const;
export type EnvironmentName = (typeof ENVIRONMENT)[number];

/** The names between double braces, each once, whatever its case. */
export function placeholdersOf(content: Buffer): readonly string[] {
  const names = new Map<string, string>();
  for (const [, padded = ''] of content.toString().matchAll(PLACEHOLDER)) {
    const name = padded.trim();
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  }
  return [...names.values()];
}

export function isEnvironmentName(name: string): boolean {
  return ENVIRONMENT.some((each) => each.toLowerCase() === name.toLowerCase());
}

/** The script that runs: every placeholder has its value, those that nobody gave an empty one. */
export function substitute(content: Buffer, values: ReadonlyMap<string, string>): string {
  const byName = new Map([...values].map(([name, value]) => [name.toLowerCase(), value]));
  return content
    .toString()
    .replace(PLACEHOLDER, (_, name: string) => byName.get(name.trim().toLowerCase()) ?? '');
}
