import { describeProblem } from '../core/errors';
import type { Outcome, Report, Result } from '../core/report';
import { actionText, modeText, RESULT_WORDS, summarise } from './summary';

/** Text that is safe between tags and inside quoted attributes, whatever people put into names and tags. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** One self-contained page with these reports, newest decisions last. No script, nothing loaded from elsewhere. */
export function reportsHtml(title: string, reports: readonly Report[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${reports.map(reportSection).join('\n')}
</body>
</html>
`;
}

function reportSection(report: Report): string {
  const summary = summarise(report);
  return `<section class="${report.verdict}">
<h2>${escapeHtml(report.function)} <small>${escapeHtml(report.now)}</small></h2>
<p class="mode ${report.mode.real ? 'real' : 'dry'}">${escapeHtml(modeText(report))}</p>
<p>${escapeHtml(`Run ${report.runId}, by ${report.trigger}.`)} ${escapeHtml(report.notes.join(' '))}</p>
<ul class="counts">${counts(report)}</ul>
${bar(report)}
${table(
  'Regions',
  ['Region', 'Read', 'Remark'],
  report.scopes.map((scope) => [
    [scope.account, scope.region].filter(Boolean).join(' '),
    String(scope.resources),
    scope.problem === undefined ? (scope.unknown ?? '') : `Not read: ${describeProblem(scope.problem)}`,
  ]),
)}
${outcomeTable('Needs attention', summary.attention)}
${outcomeTable('Actions', summary.actions)}
${summary.skips.map((group) => details(group.code, group.outcomes)).join('\n')}
</section>`;
}

function counts(report: Report): string {
  return entries(report)
    .map(
      ([result, count]) => `<li class="${result}"><b>${count}</b> ${escapeHtml(RESULT_WORDS[result])}</li>`,
    )
    .join('');
}

/** Shares of the results as one bar. */
function bar(report: Report): string {
  const total = report.outcomes.length;
  if (total === 0) return '';
  const pieces = entries(report).map(
    ([result, count]) =>
      `<span class="${result}" style="flex-grow:${count}" title="${escapeHtml(`${count} ${RESULT_WORDS[result]}`)}"></span>`,
  );
  return `<div class="bar">${pieces.join('')}</div>`;
}

function entries(report: Report): [Result, number][] {
  return (Object.entries(report.counts) as [Result, number][]).filter(([, count]) => count > 0);
}

function details(code: string, outcomes: readonly Outcome[]): string {
  const title = `Left alone: ${code} (${outcomes.length})`;
  return `<details><summary>${escapeHtml(title)}</summary>${outcomeTable('', outcomes)}</details>`;
}

function outcomeTable(title: string, outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((outcome) => [
    outcome.action === undefined ? outcome.severity : outcome.result,
    actionText(outcome),
    outcome.target.id,
    outcome.target.name ?? '',
    outcome.target.region,
    outcome.rule,
    outcome.code,
    outcome.reason,
  ]);
  return table(title, ['Result', 'Action', 'Id', 'Name', 'Region', 'Rule', 'Code', 'Reason'], rows);
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const heading = title === '' ? '' : `<h3>${escapeHtml(title)} <small>${rows.length}</small></h3>`;
  const cells = (tag: 'th' | 'td', row: readonly string[]): string =>
    row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('');
  const body = rows
    .map((row) => `<tr class="${escapeHtml(row[0] ?? '')}">${cells('td', row)}</tr>`)
    .join('\n');
  return `${heading}<div class="scroll"><table><thead><tr>${cells('th', head)}</tr></thead><tbody>
${body}
</tbody></table></div>`;
}

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --muted: #7779; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem } h2 { font-size: 1.25rem; margin: 0 } h3 { font-size: 1rem; margin: 1.2rem 0 .4rem }
small { font-weight: normal; opacity: .65 }
section { border: 1px solid var(--line); border-left: 6px solid #2a9d5c; border-radius: 8px; padding: 1rem 1.2rem; margin: 1.5rem 0 }
section.partial { border-left-color: #d98e04 } section.failed { border-left-color: #c9302c }
.mode { font-weight: 600 } .mode.dry { color: #4a7bd0 } .mode.real { color: #2a9d5c }
.counts { display: flex; flex-wrap: wrap; gap: .4rem 1.4rem; list-style: none; padding: 0; margin: .5rem 0 }
.counts b { font-size: 1.15rem }
.bar { display: flex; height: 12px; border-radius: 6px; overflow: hidden; margin: .4rem 0 1rem }
.bar span { background: #9aa4ad }
.bar .done { background: #2a9d5c } .bar .planned { background: #4a7bd0 } .bar .failed { background: #c9302c }
.bar .refused, .bar .stale { background: #d98e04 } .bar .deferred, .bar .unverified { background: #e5c04b }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100%; font-size: .88rem }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line) }
tr.error td:first-child, tr.failed td:first-child { color: #c9302c; font-weight: 600 }
tr.warning td:first-child, tr.refused td:first-child { color: #b97a00; font-weight: 600 }
tr.done td:first-child { color: #2a9d5c; font-weight: 600 }
summary { cursor: pointer; padding: .3rem 0 }
`;
