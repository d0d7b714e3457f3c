import type { Instance } from './instance';

/** What a program that nobody can see into may be found to do: `unresponsive` takes a command and never answers. */
export const AGENT_STATES = ['running', 'stopped', 'unresponsive'] as const;

/** Cloud Assistant Agent, the program inside an instance that carries commands out. */
export interface Agent {
  readonly installed: boolean;
  /** `2.2.3.857`; the second part of the number differs between the systems. */
  readonly version: string;
  readonly state: (typeof AGENT_STATES)[number];
  /** Whether the next start of the instance completes an installation. */
  readonly installsAtStart: boolean;
  /** The last sign of life before the instance stopped. */
  readonly lastHeartbeatAt: number | undefined;
}

/** From the start of an instance to the first heartbeat of its agent. */
export const BOOT_MS = 10_000;

/** An agent reports every minute. */
const HEARTBEAT_MS = 60_000;

const CURRENT_VERSION = { linux: '2.2.3.857', windows: '2.1.3.857' } as const;

/** The agent of a public image. */
export function defaultAgent(osType: Instance['osType']): Agent {
  return {
    installed: true,
    version: CURRENT_VERSION[osType],
    state: 'running',
    installsAtStart: false,
    lastHeartbeatAt: undefined,
  };
}

/** When the agent of an instance reports for the first time after its start; undefined for one that never will. */
export function firstHeartbeatAt(agent: Agent, instance: Instance): number | undefined {
  const works = agent.installed && agent.state === 'running' && instance.status === 'Running';
  return works ? (instance.startedAt ?? instance.createdAt) + BOOT_MS : undefined;
}

/** Whether the agent can be given a command now. */
export function isOnline(agent: Agent, instance: Instance, now: number): boolean {
  const first = firstHeartbeatAt(agent, instance);
  return first !== undefined && first <= now;
}

/** The last heartbeat by now; undefined when there was none. */
export function lastHeartbeatOf(agent: Agent, instance: Instance, now: number): number | undefined {
  const first = firstHeartbeatAt(agent, instance);
  if (first === undefined || first > now) return agent.lastHeartbeatAt;
  return now - ((now - first) % HEARTBEAT_MS);
}

/** The versions that a feature came with. https://help.aliyun.com/document_detail/141751.html */
export type AgentFeature = 'schedules' | 'containers';

const BUILD_OF_FEATURE: Readonly<Record<AgentFeature, number>> = {
  schedules: 282,
  containers: 344,
};

const RELEASE = { linux: [2, 2, 3], windows: [2, 1, 3] } as const;

/** Whether an agent is recent enough for all of the features. */
export function supports(
  agent: Agent,
  osType: Instance['osType'],
  features: readonly AgentFeature[],
): boolean {
  const wanted = Math.max(0, ...features.map((feature) => BUILD_OF_FEATURE[feature]));
  const actual = agent.version.split('.').map(Number);
  for (const [index, part] of [...RELEASE[osType], wanted].entries()) {
    const own = actual[index] ?? 0;
    if (own !== part) return wanted === 0 || own > part;
  }
  return true;
}
