import type { Instance } from './instance';
import { letTransitionRun, setStatus } from './lifecycle';
import type { Region } from './region';
import { releaseInstance } from './release';
import { clearLocalDisks, relocate } from './relocation';
import { dismissedState, enter, finish, isFinished, publish } from './system-event';
import type { NewSystemEvent, SystemEvent } from './system-event';
import type { EventEffect } from './system-event-types';
import type { World } from './world';

const MINUTE_MS = 60_000;

/** Virtual milliseconds of what the platform does. */
export const EVENT_DURATIONS = {
  /** From the notice of planned maintenance to its beginning: 24 to 48 hours. */
  maintenanceNotice: 24 * 60 * MINUTE_MS,
  /** Fail-over to another host takes up to about 5 minutes. */
  failOver: 4 * MINUTE_MS,
  /** An instance with local disks waits for its host instead. */
  hostRepair: 120 * MINUTE_MS,
  /** From the notice to a spot instance until it is taken back. */
  spotNotice: 5 * MINUTE_MS,
  /** From the release by the platform to the end of the event. */
  release: 5 * MINUTE_MS,
  diskRepair: 10 * MINUTE_MS,
  /** Of events that do nothing. */
  other: 10 * MINUTE_MS,
} as const;

interface Scene {
  readonly world: World;
  readonly region: Region;
  readonly event: SystemEvent;
  readonly instance: Instance;
}

/** Ends the execution. */
type Done = () => void;

/** What the event waits for next. */
function later({ world, event }: Pick<Scene, 'world' | 'event'>, delayMs: number, next: () => void): void {
  event.callOff = world.clock.after(delayMs, next);
}

/** An instance that is not running is not touched. */
function restart(scene: Scene, durationMs: number, done: Done): void {
  const { world, region, instance } = scene;
  if (instance.status === 'Running') {
    setStatus(world, region, instance, 'Starting');
    letTransitionRun(world, region, instance, durationMs);
  }
  later(scene, durationMs, done);
}

function failOver(scene: Scene, done: Done): void {
  if (scene.instance.type.localStorage === undefined) {
    restart(scene, EVENT_DURATIONS.failOver, done);
    return;
  }
  later(scene, EVENT_DURATIONS.hostRepair, () => {
    restart(scene, scene.world.duration('reboot'), done);
  });
}

function stop(scene: Scene, done: Done): void {
  const { world, region, instance } = scene;
  const durationMs = world.duration('stop');
  if (instance.status === 'Running') {
    instance.stoppedMode = 'KeepCharging';
    setStatus(world, region, instance, 'Stopping');
    letTransitionRun(world, region, instance, durationMs);
  }
  later(scene, durationMs, done);
}

/** A stopped instance changes its host without being started. */
function redeploy(scene: Scene, done: Done): void {
  const { world, region, instance } = scene;
  if (instance.status === 'Running') {
    relocate(world, region, instance, false, done);
    return;
  }
  clearLocalDisks(world, region, instance);
  later(scene, EVENT_DURATIONS.other, done);
}

function stopUnpaid(scene: Scene, done: Done): void {
  const { instance } = scene;
  if (!instance.locks.includes('financial')) instance.locks = [...instance.locks, 'financial'];
  stop(scene, done);
}

/** https://www.alibabacloud.com/help/en/ecs/user-guide/instance-event-notification */
function reclaim(scene: Scene, done: Done): void {
  const { world, region, instance } = scene;
  instance.locks = [...instance.locks, 'recycling'];
  later(scene, EVENT_DURATIONS.spotNotice, () => {
    const isReleased = region.instances.get(instance.id) !== instance;
    if (isReleased || instance.settings.spotInterruptionBehavior === 'Terminate') {
      releaseInstance(world, region, instance);
      done();
      return;
    }
    withdrawReclaim(instance);
    stop(scene, done);
    instance.stoppedMode = 'StopCharging';
  });
}

function withdrawReclaim(instance: Instance): void {
  instance.locks = instance.locks.filter((reason) => reason !== 'recycling');
}

const EFFECTS: Readonly<Record<EventEffect, (scene: Scene, done: Done) => void>> = {
  none: (scene, done) => {
    later(scene, scene.event.lastsMs ?? EVENT_DURATIONS.other, done);
  },
  restart: (scene, done) => {
    restart(scene, scene.world.duration('reboot'), done);
  },
  failOver,
  stop,
  stopUnpaid,
  redeploy,
  release: (scene, done) => {
    releaseInstance(scene.world, scene.region, scene.instance);
    later(scene, EVENT_DURATIONS.release, done);
  },
  reclaim,
  repairDisk: (scene, done) => {
    later(scene, EVENT_DURATIONS.diskRepair, done);
  },
  repairDiskAtRestart: () => {
    // The user restarts the instance: `answerByRestart`.
  },
};

/** What an event in the state Executing does, unless it fails or is only a drill. */
function takeEffect(world: World, region: Region, event: SystemEvent): void {
  const instance = region.instances.get(event.instanceId);
  const end = (): void => {
    if (!isFinished(event)) finish(world, region, event);
  };
  if (!event.takesEffect) {
    event.callOff = world.clock.at(event.notBefore ?? world.clock.now(), end);
  } else if (event.type.resource === 'disk' || event.outcome === 'Failed') {
    later({ world, event }, event.lastsMs ?? EVENT_DURATIONS.other, end);
  } else if (instance === undefined) {
    enter(world, region, event, dismissedState(event.type));
  } else {
    EFFECTS[event.type.effect]({ world, region, event, instance }, end);
  }
}

/** Begins the execution. The execution of a drill that touches no instance is over at once. */
export function execute(world: World, region: Region, event: SystemEvent): void {
  if (!event.takesEffect) {
    enter(world, region, event, 'Executed');
    return;
  }
  enter(world, region, event, 'Executing');
  takeEffect(world, region, event);
}

/** Has happen what the state of an event calls for, now or when it is due. */
export function arm(world: World, region: Region, event: SystemEvent): void {
  if (event.state === 'Executing') takeEffect(world, region, event);
  if (event.state !== 'Scheduled') return;
  event.callOff = world.clock.at(event.notBefore ?? world.clock.now(), () => {
    execute(world, region, event);
  });
}

/** Publishes an event, which then takes its course. */
export function raise(world: World, region: Region, given: NewSystemEvent): SystemEvent {
  const event = publish(world, region, given);
  arm(world, region, event);
  return event;
}

/** Has a scheduled event executed at another time. */
export function reschedule(world: World, region: Region, event: SystemEvent, notBefore: number): void {
  event.callOff();
  event.notBefore = notBefore;
  arm(world, region, event);
}

/** Withdraws an event; what it has already begun to do goes on. */
export function cancel(world: World, region: Region, event: SystemEvent): void {
  const instance = region.instances.get(event.instanceId);
  if (event.type.effect === 'reclaim' && instance !== undefined) withdrawReclaim(instance);
  enter(world, region, event, 'Canceled');
}
