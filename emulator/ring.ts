/** The last entries of a long sequence, oldest first, each numbered from 1 without gaps. */
export class Ring<T extends object> {
  private readonly slots: T[] = [];
  private recorded = 0;

  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.slots.length;
  }

  /** How many entries were recorded and forgotten again. */
  get dropped(): number {
    return this.recorded - this.slots.length;
  }

  record(entry: T): void {
    this.slots[this.recorded % this.capacity] = entry;
    this.recorded += 1;
  }

  entries(): (T & { readonly seq: number })[] {
    const oldest = this.slots.length < this.capacity ? 0 : this.recorded % this.capacity;
    const inOrder = [...this.slots.slice(oldest), ...this.slots.slice(0, oldest)];
    return inOrder.map((entry, index) => ({ seq: this.dropped + index + 1, ...entry }));
  }
}
