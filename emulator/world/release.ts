import type { Disk } from './disk';
import { disksOf } from './disk';
import { keepDisk } from './disk-lifecycle';
import type { Instance } from './instance';
import { announceState, letTransitionRun, setStatus } from './lifecycle';
import { networkInterfacesOf } from './network-interface';
import type { Region } from './region';
import { releaseAutoSnapshots } from './snapshot-lifecycle';
import { dismissEventsOf } from './system-event-answers';
import type { World } from './world';

/** Deletes a disk, and with it its automatic snapshots unless they are to outlive it. */
export function deleteDisk(world: World, region: Region, disk: Disk): void {
  region.disks.remove(disk.id);
  releaseAutoSnapshots(world, region, disk);
}

function releaseDisks(world: World, region: Region, instance: Instance): void {
  const isLocked = instance.locks.includes('security');
  for (const disk of disksOf(region, instance)) {
    if (disk.deleteWithInstance || isLocked) deleteDisk(world, region, disk);
    else keepDisk(world, region, disk);
  }
}

function releaseNetworkInterfaces(region: Region, instance: Instance): void {
  for (const networkInterface of networkInterfacesOf(region, instance)) {
    if (networkInterface.type === 'Primary' || networkInterface.deleteOnRelease) {
      region.networkInterfaces.remove(networkInterface.id);
    } else {
      networkInterface.status = 'Available';
      networkInterface.instanceId = '';
    }
  }
}

/**
 * Releases an instance whatever its status, with the disks and interfaces that go with it, and announces it. Of an
 * instance that is locked for security no disk is kept. https://help.aliyun.com/document_detail/25507.html
 */
export function releaseInstance(world: World, region: Region, instance: Instance): void {
  if (!region.instances.remove(instance.id)) return;
  releaseDisks(world, region, instance);
  releaseNetworkInterfaces(region, instance);
  region.statusHistory.forget(instance);
  dismissEventsOf(world, region, instance);
  announceState(world, region, instance, 'Deleted');
}

/** Shuts a running instance down and releases it then, or sooner when the stop is forced meanwhile. */
export function releaseAfterStop(world: World, region: Region, instance: Instance): void {
  setStatus(world, region, instance, 'Stopping');
  letTransitionRun(world, region, instance, undefined, () => {
    releaseInstance(world, region, instance);
  });
}

/** Has an instance released when its time has come, unless that was changed in the meantime. */
export function scheduleAutoRelease(world: World, region: Region, instance: Instance): void {
  const due = instance.autoReleaseAt;
  if (due === undefined) return;
  world.clock.at(due, () => {
    if (instance.autoReleaseAt !== due || region.instances.get(instance.id) !== instance) return;
    releaseInstance(world, region, instance);
  });
}
