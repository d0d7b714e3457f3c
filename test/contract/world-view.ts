import type { Emulator } from '../../emulator';
import type { Disk } from '../../emulator/world/disk';
import type { NetworkInterface } from '../../emulator/world/network-interface';
import type { Region } from '../../emulator/world/region';

/** What is behind the API: for cases that look at more than one operation shows. */

export function regionOf({ world, accountId }: Emulator, id = 'cn-hangzhou'): Region {
  const region = world.accounts.get(accountId)?.regions.get(id);
  if (region === undefined) throw new Error(`the account has no region ${id}`);
  return region;
}

export function disksOf(emulator: Emulator, instanceId: string): readonly Disk[] {
  return regionOf(emulator)
    .disks.all()
    .filter((disk) => disk.instanceId === instanceId);
}

export function interfacesOf(emulator: Emulator, instanceId: string): readonly NetworkInterface[] {
  return regionOf(emulator)
    .networkInterfaces.all()
    .filter((networkInterface) => networkInterface.instanceId === instanceId);
}

/** The states of an instance that were announced, in order. */
export function announcedStates({ world }: Emulator, instanceId: string): readonly unknown[] {
  return world.announcements
    .recent()
    .filter(({ name, resource }) => name === 'Instance:StateChange' && resource.id === instanceId)
    .map(({ content }) => content['state']);
}
