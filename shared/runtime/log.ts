import type { Outcome, Report } from '../core/report';

/** Takes one JSON line. Function Compute ships standard output to Log Service with the request id. */
export type WriteLine = (line: string) => void;

/** Characters of a line, four bytes each at most: a log line of Function Compute is cut at 32 KB. */
const LONGEST = 8_000;

/**
 * A run as JSON lines: one for each scope that could not be read, one for each outcome that is more than
 * "nothing to do", and one for the run.
 */
export function logReport(report: Report, write: WriteLine): void {
  const base = { function: report.function, runId: report.runId };
  for (const scope of report.scopes) {
    if (scope.problem !== undefined || scope.unknown !== undefined) {
      write(lineOf({ level: 'error', event: 'scope', ...base, ...scope }));
    }
  }
  for (const outcome of report.outcomes) {
    if (outcome.action !== undefined || outcome.severity !== 'info') {
      write(lineOf({ level: levelOf(outcome), event: 'outcome', ...base, ...flat(outcome) }));
    }
  }
  const { trigger, now, startedAt, finishedAt, mode, counts, verdict, metrics, notes } = report;
  const level = verdict === 'complete' ? 'info' : 'error';
  write(
    lineOf({
      level,
      event: 'run',
      ...base,
      trigger,
      now,
      startedAt,
      finishedAt,
      mode,
      verdict,
      counts,
      notes,
      metrics,
    }),
  );
}

function levelOf(outcome: Outcome): string {
  return outcome.severity === 'warning' ? 'warn' : outcome.severity;
}

function flat(outcome: Outcome): object {
  const { target, ...rest } = outcome;
  return { ...rest, resource: target.id, name: target.name, region: target.region, account: target.account };
}

/** How much a text and a list may hold, ever less until a line fits. */
const CUTS: readonly { readonly characters: number; readonly items: number }[] = [
  { characters: 1_000, items: 20 },
  { characters: 200, items: 10 },
  { characters: 40, items: 3 },
];

/** One line of JSON that is never cut by the platform: what is too long in it is cut here, and says so. */
function lineOf(record: object): string {
  let text = JSON.stringify(record);
  for (const { characters, items } of CUTS) {
    if (text.length <= LONGEST) break;
    text = JSON.stringify(record, (_key, value: unknown) => {
      if (typeof value === 'string' && value.length > characters) {
        return `${value.slice(0, characters)} (cut: ${value.length} characters)`;
      }
      if (Array.isArray(value) && value.length > items) {
        return [...(value as unknown[]).slice(0, items), `(cut: ${value.length} items)`];
      }
      return value;
    });
  }
  return text;
}
