import type { Decision } from './ram/policy';
import type { Protocol } from './wire/rpc-request';

/** What RAM was asked about a call and what it said. */
export interface RamDecision {
  readonly action: string;
  readonly decision: Decision;
  readonly resources: readonly string[];
}

/** One API call. */
export interface JournalEntry {
  /** From 1, without gaps. */
  readonly seq: number;
  /** Virtual time, ISO 8601. */
  readonly at: string;
  /** Time of the machine, ISO 8601. */
  readonly wall: string;
  readonly requestId: string;
  /** Absent when the request could not be read that far. */
  readonly protocol?: Protocol;
  readonly product?: string;
  readonly operation?: string;
  readonly region?: string;
  /** Account and ARN of the verified sender. */
  readonly account?: string;
  readonly principal?: string;
  /** Parameters as sent, without credentials. */
  readonly params: Readonly<Record<string, string>>;
  /** 0 when no answer was sent. */
  readonly status: number;
  /** Error code, or `OK`; for a lost answer what it would have been, empty when nothing was carried out. */
  readonly code: string;
  /** Effect of the fault that struck the call. */
  readonly fault?: string;
  /** Parameters that a lenient emulator left out of account. */
  readonly ignoredParams: readonly string[];
  readonly ram?: RamDecision;
}

export interface JournalFilter {
  readonly operation?: string;
  /** Only entries with a greater `seq`. */
  readonly since?: number;
}

/** The last calls, oldest first. */
export class Journal {
  private readonly capacity: number;
  private readonly slots: JournalEntry[] = [];
  private recorded = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get size(): number {
    return this.slots.length;
  }

  /** How many calls were recorded and forgotten again. */
  get dropped(): number {
    return this.recorded - this.slots.length;
  }

  record(entry: Omit<JournalEntry, 'seq'>): void {
    const slot = this.recorded % this.capacity;
    this.recorded += 1;
    this.slots[slot] = { seq: this.recorded, ...entry };
  }

  entries(filter: JournalFilter = {}): JournalEntry[] {
    const oldest = this.slots.length < this.capacity ? 0 : this.recorded % this.capacity;
    const inOrder = [...this.slots.slice(oldest), ...this.slots.slice(0, oldest)];
    return inOrder.filter(
      (entry) =>
        (filter.operation === undefined || entry.operation === filter.operation) &&
        (filter.since === undefined || entry.seq > filter.since),
    );
  }
}
