export interface Resource {
  readonly id: string;
  /** Order of creation within the world; what pages are cut by. */
  readonly sequence: number;
}

/** The resources of one kind in one region, in order of creation. */
export class Inventory<T extends Resource> {
  private readonly byId = new Map<string, T>();
  private ordered: T[] = [];
  /** What is no longer here but still in `ordered`, so that many removals in a row cost little more than one. */
  private readonly removed = new Set<T>();

  get size(): number {
    return this.byId.size;
  }

  get(id: string): T | undefined {
    return this.byId.get(id);
  }

  /** All of them, in order of creation. */
  all(): readonly T[] {
    if (this.removed.size > 0) this.tidy();
    return this.ordered;
  }

  /** The resources with these ids, in order of creation; unknown ids are left out. */
  pick(ids: Iterable<string>): readonly T[] {
    const found = new Set<T>();
    for (const id of ids) {
      const resource = this.byId.get(id);
      if (resource !== undefined) found.add(resource);
    }
    return [...found].sort((left, right) => left.sequence - right.sequence);
  }

  /** @param resource the newest of the world */
  add(resource: T): void {
    if (this.removed.has(resource)) this.tidy();
    this.byId.set(resource.id, resource);
    this.ordered.push(resource);
  }

  /** Puts a resource into the place, and the order, of another one. */
  replace(id: string, resource: T): void {
    const replaced = this.byId.get(id);
    if (replaced?.sequence !== resource.sequence)
      throw new Error(`${resource.id} has another place than ${id}`);
    this.byId.delete(id);
    this.byId.set(resource.id, resource);
    this.ordered[indexAfter(this.ordered, resource.sequence) - 1] = resource;
  }

  remove(id: string): boolean {
    const resource = this.byId.get(id);
    if (resource === undefined) return false;
    this.byId.delete(id);
    this.removed.add(resource);
    if (this.removed.size > this.byId.size) this.tidy();
    return true;
  }

  private tidy(): void {
    this.ordered = this.ordered.filter((resource) => !this.removed.has(resource));
    this.removed.clear();
  }
}

/** Index of the first resource created after `sequence`. */
export function indexAfter(sorted: readonly Resource[], sequence: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.sequence ?? Infinity) <= sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}
