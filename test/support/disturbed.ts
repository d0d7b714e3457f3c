import { automation } from '../../functions/instance-schedule';
import type { EcsClient } from '../../shared/client';
import { createEcsClient, fixedCredentials } from '../../shared/client';
import type { Rehearsal } from './rehearsal';

type AnyWorkspace = Parameters<(typeof automation)['prepare']>[0];

/** instance-schedule, with something happening between planning and acting. */
export function meanwhile(happen: (workspace: AnyWorkspace) => unknown): typeof automation {
  return {
    ...automation,
    async prepare(workspace, now) {
      const prepared = await automation.prepare(workspace, now);
      await happen(workspace);
      return prepared;
    },
  };
}

/** instance-schedule, with something happening after the last look and before a call of one kind of step. */
export function before(kind: string, happen: () => unknown): typeof automation {
  return {
    ...automation,
    async prepare(workspace, now) {
      const prepared = await automation.prepare(workspace, now);
      const driver = prepared.effects.drivers[kind];
      if (driver === undefined) throw new Error(`there is no driver for steps of kind ${kind}`);
      const perform: typeof driver.perform = async (tasks) => {
        await happen();
        return driver.perform(tasks);
      };
      const drivers = { ...prepared.effects.drivers, [kind]: { ...driver, perform } };
      return { ...prepared, effects: { ...prepared.effects, drivers } };
    },
  };
}

/** The hands of a person at the console. */
export function byHand({ emulator }: Rehearsal, region = 'cn-hangzhou'): EcsClient {
  return createEcsClient({
    credentials: fixedCredentials(emulator),
    region,
    env: { ECS_ENDPOINT: emulator.endpoint },
  });
}

export async function startByHand(rehearsal: Rehearsal, id: string): Promise<void> {
  await byHand(rehearsal).call('StartInstance', { InstanceId: id });
  rehearsal.emulator.advance(120_000);
}

export async function stopByHand(rehearsal: Rehearsal, id: string): Promise<void> {
  await byHand(rehearsal).call('StopInstance', { InstanceId: id });
  rehearsal.emulator.advance(120_000);
}
