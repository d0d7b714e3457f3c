import type { Decision } from './ram/policy';
import { Ring } from './ring';
import type { OssProtocol } from './oss/request';
import type { Body } from './wire/render';
import type { Protocol } from './wire/rpc-request';

/** What RAM was asked about a call and what it said. */
export interface RamDecision {
  readonly action: string;
  readonly decision: Decision;
  readonly resources: readonly {
    /** ARN */
    readonly resource: string;
    readonly decision: Decision;
    /** Policy and index of the statement that decided: `AliyunECSFullAccess#0`; absent when none applied. */
    readonly statement?: string;
  }[];
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
  readonly protocol?: Protocol | OssProtocol;
  readonly product?: string;
  /** Version of the product's API. */
  readonly version?: string;
  readonly access?: 'read' | 'write';
  readonly operation?: string;
  /** That of the parameters, else that of the resource. */
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

/** Parameters of all the calls that are kept, in characters: user data and commands are long. */
const MOST_CHARACTERS = 64 * 1024 * 1024;

function lengthOf({ params }: Pick<JournalEntry, 'params'>): number {
  return Object.entries(params).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
}

type Listener = (entry: Omit<JournalEntry, 'seq'>, answer: Body) => void;

/** The last calls, oldest first. */
export class Journal {
  private readonly calls: Ring<Omit<JournalEntry, 'seq'>>;

  /** @param listener is told of every call */
  constructor(
    capacity: number,
    private readonly listener?: Listener,
  ) {
    this.calls = new Ring<Omit<JournalEntry, 'seq'>>(capacity, { most: MOST_CHARACTERS, weightOf: lengthOf });
  }

  get size(): number {
    return this.calls.size;
  }

  /** How many calls were recorded and forgotten again. */
  get dropped(): number {
    return this.calls.dropped;
  }

  /** @param answer what the call was answered with, for the listener alone */
  record(entry: Omit<JournalEntry, 'seq'>, answer: Body = {}): void {
    this.calls.record(entry);
    this.listener?.(entry, answer);
  }

  entries(filter: JournalFilter = {}): JournalEntry[] {
    return this.calls
      .entries()
      .filter(
        (entry) =>
          (filter.operation === undefined || entry.operation === filter.operation) &&
          (filter.since === undefined || entry.seq > filter.since),
      );
  }
}
