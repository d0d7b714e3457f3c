import Table from 'cli-table3';
import type { Outcome, Report, Table as Figures } from '../core/report';
import { printable } from './printable';
import {
  actionText,
  alike,
  modeText,
  RESULT_WORDS,
  scopeRemark,
  scopeText,
  summarise,
  targetText,
} from './summary';
import { shownTable } from './tables';

export interface TextOptions {
  /** List what was left alone one by one instead of by code. */
  readonly all?: boolean;
  /** Resources listed of each group of actions; the rest is counted. Default: all. */
  readonly listed?: number;
}

/** A report for a terminal. */
export function reportText(report: Report, options: TextOptions = {}): string {
  const summary = summarise(report);
  const sections = [
    heading(report, summary.headline),
    scopes(report),
    section(`Actions (${summary.actions.length})`, actionGroups(summary.actions, options.listed ?? Infinity)),
    section(
      `Left alone (${report.counts.skipped})`,
      options.all === true
        ? summary.skips.flatMap((group) => group.outcomes.map(line))
        : summary.skips.map((group) => `${String(group.outcomes.length).padStart(5)}  ${group.code}`),
    ),
    ...report.tables.map((table) => figures(table, options.all === true)),
    section(
      `Needs attention (${summary.attention.length})`,
      summary.attention.map((outcome) => `${outcome.severity.padEnd(8)}${line(outcome)}`),
    ),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

function heading(report: Report, headline: string): string {
  return [
    `${report.function}: ${headline}`,
    `  ${modeText(report)}`,
    `  decided for ${report.now}; run ${report.runId}, by ${report.trigger}`,
    ...report.notes.map((note) => `  ${note}`),
  ]
    .map(printable)
    .join('\n');
}

function scopes(report: Report): string {
  const rows = report.scopes.map((scope) => [
    scopeText(scope),
    scope.problem === undefined ? `${scope.resources} read` : '',
    scopeRemark(scope),
  ]);
  return section('Regions', columns(rows));
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0
    ? ''
    : [printable(title), ...lines.map((text) => `  ${printable(text)}`)].join('\n');
}

function line(outcome: Outcome): string {
  return `${targetText(outcome)} in ${scopeText(outcome.target)}, ${outcome.rule}: ${outcome.code}: ${outcome.reason}`;
}

/** Actions with the same result for the same reason are told once, with the resources below. */
function actionGroups(actions: readonly Outcome[], listed: number): string[] {
  return alike(actions).flatMap((group) => {
    const [first] = group;
    const rows = group
      .slice(0, listed)
      .map(({ target }) => [scopeText(target), target.id, target.name ?? '']);
    const more = group.length > rows.length ? [`    and ${group.length - rows.length} more`] : [];
    return [
      `${RESULT_WORDS[first.result]}: ${actionText(first)} (${group.length})`,
      `  ${first.reason}`,
      ...columns(rows).map((row) => `    ${row}`),
      ...more,
    ];
  });
}

/** Rows of a table that are printed unless everything is. */
const LISTED_ROWS = 10;

function figures(table: Figures, all: boolean): string {
  const { head, rows, numeric } = shownTable(table);
  const listed = all ? rows : rows.slice(0, LISTED_ROWS);
  const more = rows.length > listed.length ? [`and ${rows.length - listed.length} more`] : [];
  return section(table.title, [...columns([head, ...listed], numeric), ...more, ...table.notes]);
}

const NO_BORDERS = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map((part) => [part, part === 'middle' ? '  ' : '']),
);

function columns(rows: readonly (readonly string[])[], numeric: ReadonlySet<number> = new Set()): string[] {
  if (rows.length === 0) return [];
  const table = new Table({
    chars: NO_BORDERS,
    colAligns: (rows[0] ?? []).map((_, index) => (numeric.has(index) ? 'right' : 'left')),
    style: { border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  });
  table.push(...rows.map((row) => row.map(printable)));
  return table
    .toString()
    .split('\n')
    .map((row) => row.trimEnd());
}
