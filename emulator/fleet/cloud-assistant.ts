import { z } from 'zod';
import { EmulatorInputError } from '../errors';
import type { Account } from '../world/account';
import { AGENT_STATES } from '../world/agent';
import type { Agent } from '../world/agent';
import { COMMAND_TYPES } from '../world/command';
import type { CommandScript } from '../world/command-script';
import { FAILURES } from '../world/invocation';
import type { FailureCode } from '../world/invocation';
import type { World } from '../world/world';
import { instant, name, tags } from './fields';
import { regionOf } from './places';

/** Cloud Assistant Agent of an instance; without it, the agent of a public image that runs. */
export const agentSchema = z.strictObject({
  installed: z.boolean().default(true),
  version: z
    .string()
    .regex(/^\d+(?:\.\d+){3}$/, 'expected a version such as 2.2.3.857')
    .optional(),
  state: z.enum(AGENT_STATES).default('running'),
});

/** A command that somebody created. */
export const commandSchema = z.strictObject({
  id: name.optional(),
  name,
  region: name.optional(),
  description: z.string().max(512).default(''),
  type: z.enum(COMMAND_TYPES).default('RunShellScript'),
  /** As it runs, without any encoding. */
  content: z.string().min(1),
  workingDir: z.string().max(200).default(''),
  timeoutSeconds: z.int().min(1).max(86_400).default(60),
  enableParameter: z.boolean().default(false),
  launcher: z.string().max(1024).default(''),
  resourceGroup: z.string().default(''),
  tags: tags.default({}),
  createdAt: instant.optional(),
});

/** What a command comes to. */
export const commandScriptSchema = z.strictObject({
  /** A part of the script, or an expression between slashes, with flags or without; every script by default. */
  match: z.string().default(''),
  /** Only on this instance. */
  instance: name.optional(),
  /** Standard output. */
  output: z.string().default(''),
  /** Standard error, which comes behind the standard output. */
  error: z.string().default(''),
  exitCode: z.int().min(0).max(255).default(0),
  /** How long it runs; more than the timeout of the command ends it there. */
  seconds: z.number().min(0).max(86_400).default(1),
  /** Why it cannot be sent or run. */
  errorCode: z.enum(Object.keys(FAILURES) as [FailureCode, ...FailureCode[]]).optional(),
});

/** The agent that an instance has instead of the one of its image. */
export function agentOf({ version, ...agent }: z.output<typeof agentSchema>): Partial<Agent> {
  return { ...agent, ...(version !== undefined && { version }) };
}

function matcher(match: string, where: string): CommandScript['matches'] {
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/s.exec(match) ?? [];
  if (source === undefined) return (script) => script.includes(match);
  try {
    const expression = new RegExp(source, flags);
    return (script) => script.search(expression) >= 0;
  } catch (error) {
    throw new EmulatorInputError([`${where}.match: ${(error as Error).message}`]);
  }
}

/** @throws EmulatorInputError for an expression that is none */
export function addCommandScripts(
  account: Account,
  specs: readonly z.output<typeof commandScriptSchema>[],
  where: string,
): void {
  account.commandScripts = specs.map((spec, index) => ({
    matches: matcher(spec.match, `${where}[${index}]`),
    instanceId: spec.instance,
    output: spec.output + spec.error,
    exitCode: spec.exitCode,
    seconds: spec.seconds,
    errorCode: spec.errorCode,
  }));
}

/** @throws EmulatorInputError for a region that the account lacks, or an id given twice */
export function addCommands(
  world: World,
  account: Account,
  specs: readonly z.output<typeof commandSchema>[],
  where: string,
): void {
  for (const [index, spec] of specs.entries()) {
    const path = `${where}[${index}]`;
    const region = regionOf(account, spec.region, path);
    const { commands } = region.cloudAssistant;
    const id = spec.id ?? world.resourceId('c', region);
    if (commands.get(id) !== undefined) {
      throw new EmulatorInputError([`${path}.id: the id "${id}" is given more than once`]);
    }
    commands.add({
      id,
      sequence: world.nextSequence(),
      type: spec.type,
      content: Buffer.from(spec.content),
      name: spec.name,
      description: spec.description,
      workingDir: spec.workingDir,
      timeoutSeconds: spec.timeoutSeconds,
      enableParameter: spec.enableParameter,
      launcher: spec.launcher,
      resourceGroupId: spec.resourceGroup,
      tags: new Map(Object.entries(spec.tags)),
      createdAt: spec.createdAt ?? world.clock.now(),
      invocations: 0,
    });
  }
}
