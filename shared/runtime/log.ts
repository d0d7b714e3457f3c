import type { Outcome, Report } from '../core/report';

/** Takes one JSON line. Function Compute ships standard output to Log Service with the request id. */
export type WriteLine = (line: string) => void;

/** A log line of Function Compute is cut at 32 KB. */
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

function lineOf(record: object): string {
  const text = JSON.stringify(record);
  return text.length <= LONGEST
    ? text
    : JSON.stringify({ ...record, reason: 'cut: the line was too long' }).slice(0, LONGEST);
}
