/** One attempt at a call, for a log line. Parameters are left out on purpose: they may hold passwords and scripts. */
export interface CallRecord {
  readonly operation: string;
  readonly region: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly ok: boolean;
  readonly status?: number | undefined;
  /** Error code, when it failed. */
  readonly code?: string | undefined;
  readonly requestId?: string | undefined;
  /** Duration of the attempt, without waiting for its turn. */
  readonly ms: number;
}

export interface OperationMetrics {
  /** Calls asked for. */
  readonly calls: number;
  /** Requests sent. */
  readonly attempts: number;
  readonly retries: number;
  readonly throttles: number;
  /** Calls that failed for good. */
  readonly failures: number;
}

/** Request ID of a change, which the platform's support and ActionTrail ask for. */
export interface WriteRecord {
  readonly operation: string;
  readonly region: string;
  readonly requestId: string;
}

export interface ClientMetrics {
  readonly operations: Readonly<Record<string, OperationMetrics>>;
  /** The last 1,000 changes, oldest first. */
  readonly writes: readonly WriteRecord[];
}

const WRITES_KEPT = 1_000;

/** Counts what a client does. */
export class MetricsRecorder {
  readonly #operations = new Map<string, { -readonly [Count in keyof OperationMetrics]: number }>();
  readonly #writes: WriteRecord[] = [];

  count(operation: string, counter: keyof OperationMetrics): void {
    let counts = this.#operations.get(operation);
    if (counts === undefined) {
      counts = { calls: 0, attempts: 0, retries: 0, throttles: 0, failures: 0 };
      this.#operations.set(operation, counts);
    }
    counts[counter] += 1;
  }

  recordWrite(write: WriteRecord): void {
    this.#writes.push(write);
    if (this.#writes.length > WRITES_KEPT) this.#writes.shift();
  }

  snapshot(): ClientMetrics {
    const operations = Object.fromEntries(
      [...this.#operations].map(([operation, counts]) => [operation, { ...counts }]),
    );
    return { operations, writes: [...this.#writes] };
  }
}
