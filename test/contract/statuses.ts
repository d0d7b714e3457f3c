import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = join(__dirname, '../fixtures/emulator/error-statuses.json');

/** HTTP status of each error by operation and code. */
type Statuses = Record<string, Record<string, number>>;

interface StatusTable {
  readonly documentation: string;
  readonly statuses: Statuses;
}

function table(): StatusTable {
  return JSON.parse(readFileSync(FILE, 'utf8')) as StatusTable;
}

/**
 * The errors that came with another status than the table has, or that it does not have.
 * UPDATE_STATUSES=1 adds what it lacks; what is there has to be changed by hand, after a look at the error table.
 */
export function statusProblems(seen: ReadonlyMap<string, ReadonlyMap<string, number>>): string[] {
  const known = table();
  if (process.env['UPDATE_STATUSES'] === '1') addTo(known, seen);
  return [...seen].flatMap(([action, codes]) =>
    [...codes]
      .filter(([code, status]) => known.statuses[action]?.[code] !== status)
      .map(
        ([code, status]) =>
          `${action} ${code}: ${status}, the table has ${known.statuses[action]?.[code] ?? 'nothing'}`,
      ),
  );
}

function addTo(known: StatusTable, seen: ReadonlyMap<string, ReadonlyMap<string, number>>): void {
  for (const [action, codes] of seen) {
    const merged = { ...Object.fromEntries(codes), ...known.statuses[action] };
    known.statuses[action] = Object.fromEntries(Object.entries(merged).sort());
  }
  const statuses = Object.fromEntries(Object.entries(known.statuses).sort());
  writeFileSync(FILE, `${JSON.stringify({ ...known, statuses }, null, 2)}\n`);
}
