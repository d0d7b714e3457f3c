import type { AutopilotError } from '../shared/core/errors';
import { describeProblem } from '../shared/core/errors';
import type { Report } from '../shared/core/report';
import { scopeRemark } from '../shared/report/summary';
import { reportText } from '../shared/report/text';

/** Exit codes of every command. */
export const EXIT = {
  done: 0,
  failed: 1,
  /** The command line, the configuration or the environment is wrong; nothing was called. */
  usage: 2,
  /** Findings at or above the chosen severity. */
  findings: 3,
  nothingSelected: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The process around a command. */
export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export interface OutputOptions {
  readonly json?: boolean;
  readonly all?: boolean;
}

/** Prints a report and says how the command ends. */
export function finish(report: Report, options: OutputOptions, terminal: Terminal): ExitCode {
  if (options.json === true) terminal.out(`${JSON.stringify(report, null, 2)}\n`);
  else terminal.out(reportText(report, { all: options.all === true }));
  if (report.outcomes.length > 0) return report.verdict === 'complete' ? EXIT.done : EXIT.failed;
  const seen = report.scopes.every((scope) => scopeRemark(scope) === '');
  if (options.json !== true) terminal.err(seen ? NOTHING_SELECTED : NOT_SEEN);
  return seen ? EXIT.nothingSelected : EXIT.failed;
}

const NOTHING_SELECTED = 'Nothing is selected: no resource carries the tag that a rule asks for.\n';
const NOT_SEEN = 'Nothing is selected, but not everything could be seen: see the regions above.\n';

/** An error as people or programs read it: every problem on a line of its own. */
export function errorText(error: AutopilotError, json: boolean): string {
  if (json) return `${JSON.stringify({ error: error.code, problems: error.problems }, null, 2)}\n`;
  return error.problems.map((problem) => `error: ${describeProblem(problem)}\n`).join('');
}
