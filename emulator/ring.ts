/** What the entries of a ring may come to together, beside their number. */
export interface WeightLimit<T> {
  readonly most: number;
  weightOf(entry: T): number;
}

/** The last entries of a long sequence, oldest first, each numbered from 1 without gaps. */
export class Ring<T extends object> {
  private readonly bySeq = new Map<number, T>();
  private recorded = 0;
  private weight = 0;

  constructor(
    private readonly capacity: number,
    private readonly limit?: WeightLimit<T>,
  ) {}

  get size(): number {
    return this.bySeq.size;
  }

  /** How many entries were recorded and forgotten again. */
  get dropped(): number {
    return this.recorded - this.bySeq.size;
  }

  record(entry: T): void {
    this.recorded += 1;
    this.bySeq.set(this.recorded, entry);
    this.weight += this.limit?.weightOf(entry) ?? 0;
    while (this.size > this.capacity || this.weight > (this.limit?.most ?? Infinity)) this.forgetOldest();
  }

  entries(): (T & { readonly seq: number })[] {
    return Array.from(this.bySeq, ([seq, entry]) => ({ seq, ...entry }));
  }

  private forgetOldest(): void {
    const seq = this.dropped + 1;
    const oldest = this.bySeq.get(seq);
    if (oldest !== undefined) this.weight -= this.limit?.weightOf(oldest) ?? 0;
    this.bySeq.delete(seq);
  }
}
