/** The kinds of resources that the platform announces changes of. */
export type AnnouncedKind = 'instance' | 'disk' | 'snapshot' | 'image' | 'eni';

/** A change that the platform tells its users about, before it is put into the shape of a delivery. */
export interface Announcement {
  /** Virtual epoch milliseconds. */
  readonly at: number;
  readonly accountId: string;
  readonly regionId: string;
  /** Name as CloudMonitor lists it, with the state where it has one: `Instance:SystemMaintenance.Reboot:Scheduled`. */
  readonly name: string;
  readonly level: 'CRITICAL' | 'WARN' | 'INFO';
  /** `Normal` for notices. */
  readonly status: string;
  readonly resource: { readonly kind: AnnouncedKind; readonly id: string; readonly name: string };
  /** `content` of CloudMonitor's notification. */
  readonly content: Readonly<Record<string, unknown>>;
}

type Listener = (announcement: Announcement) => void;

/** Announcements that are remembered, for those who poll. */
const REMEMBERED = 10_000;

/** Everything the platform announces, to those who listen and to those who ask later. */
export class Announcements {
  private readonly listeners = new Set<Listener>();
  private readonly remembered: Announcement[] = [];

  /** @returns ends it */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  announce(announcement: Announcement): void {
    this.remembered.push(announcement);
    // Cut in blocks, so that a long simulation does not move the whole memory for each announcement.
    if (this.remembered.length > 2 * REMEMBERED) this.remembered.splice(0, REMEMBERED);
    for (const listener of this.listeners) listener(announcement);
  }

  /** The last announcements, oldest first. */
  recent(): readonly Announcement[] {
    return this.remembered.slice(-REMEMBERED);
  }
}
