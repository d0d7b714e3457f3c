import { defaultAgent } from './agent';
import type { Agent } from './agent';
import type { Command } from './command';
import type { Instance } from './instance';
import { Inventory } from './inventory';
import { isOver } from './invocation';
import type { Execution, Invocation, Target } from './invocation';

const REMEMBERED_MS = 30 * 24 * 3_600_000;
const REMEMBERED = 10_000;

/** Cloud Assistant in one region of one account. */
export class CloudAssistant {
  /** The commands that were created or kept. */
  readonly commands = new Inventory<Command>();
  readonly invocations = new Inventory<Invocation>();
  /** The agents that are not as a public image brings them, by instance id. */
  private readonly agents = new Map<string, Agent>();
  /** What is under way, by instance id. */
  private readonly targets = new Map<string, Set<Target>>();

  agentOf({ id, osType }: Instance): Agent {
    return this.agents.get(id) ?? defaultAgent(osType);
  }

  changeAgent(instance: Instance, change: Partial<Agent>): void {
    this.agents.set(instance.id, { ...this.agentOf(instance), ...change });
  }

  forgetAgent(instanceId: string): void {
    this.agents.delete(instanceId);
  }

  /** What is not over on an instance. */
  underWay(instanceId: string): readonly Target[] {
    return [...(this.targets.get(instanceId) ?? [])];
  }

  add(invocation: Invocation): void {
    this.invocations.add(invocation);
    for (const target of invocation.targets) {
      const own = this.targets.get(target.current.instanceId) ?? new Set();
      this.targets.set(target.current.instanceId, own.add(target));
    }
  }

  settle(target: Target): void {
    const own = this.targets.get(target.current.instanceId);
    own?.delete(target);
    if (own?.size === 0) this.targets.delete(target.current.instanceId);
  }

  /**
   * Forgets what is over and older than 30 days, and the oldest of more than 10,000.
   * https://help.aliyun.com/document_detail/64840.html
   */
  prune(now: number): void {
    const oldest = now - REMEMBERED_MS;
    const surplus = this.invocations.size - REMEMBERED;
    const expired = this.invocations
      .all()
      .filter(
        ({ createdAt, targets }, index) =>
          (index < surplus || createdAt < oldest) && targets.every(({ current }) => isOver(current)),
      );
    for (const { id } of expired) this.invocations.remove(id);
  }
}

/** Adds a run to the history of a target, of which no more is kept than of invocations. */
export function remember(target: Target, run: Execution): void {
  const kept = target.past.filter(({ createdAt }) => createdAt >= run.createdAt - REMEMBERED_MS);
  target.past = [...kept.slice(1 - REMEMBERED), run];
}
