import type { Outcome, Report, Result } from '../core/report';
import { HTML_STYLE } from './html-style';
import { tableSection } from './html-table';
import { escapeHtml } from './printable';
import { actionText, alike, modeText, RESULT_WORDS, scopeRemark, scopeText, summarise } from './summary';

/** Longer lists of resources are folded. */
const LISTED = 60;

/** One self-contained page with these reports in their order. No script, nothing loaded from elsewhere. */
export function reportsHtml(title: string, reports: readonly Report[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${escapeHtml(title)}</title>
<style>${HTML_STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${contents(reports)}
${reports.map(reportSection).join('\n')}
</body>
</html>
`;
}

function contents(reports: readonly Report[]): string {
  if (reports.length < 2) return '';
  const entries = reports.map(
    (report, index) =>
      `<li><a href="#run-${index + 1}">${escapeHtml(instantText(report.now))}</a> ${mode(report)} ${escapeHtml(summarise(report).headline)}</li>`,
  );
  return `<ol class="contents">${entries.join('\n')}</ol>`;
}

function reportSection(report: Report, index: number): string {
  const { attention, actions, skips } = summarise(report);
  const parts = [
    `<h2>${escapeHtml(report.function)} <small>decided for ${escapeHtml(instantText(report.now))}</small></h2>`,
    `<p>${mode(report)} ${escapeHtml(report.mode.because.join('; '))}</p>`,
    `<ul class="counts">${counts(report)}</ul>`,
    bar(report),
    outcomes('Needs attention', attention),
    outcomes('Actions', actions),
    skips.length === 0 ? '' : heading('Left alone', report.counts.skipped),
    ...skips.map(
      (group) =>
        `<details><summary>${group.outcomes.length} ${escapeHtml(group.code)}</summary>${groups(group.outcomes)}</details>`,
    ),
    ...report.tables.map(tableSection),
    regions(report),
    `<p class="notes">${escapeHtml([...report.notes, `Run ${report.runId}, by ${report.trigger}.`].join(' '))}</p>`,
  ];
  return `<section id="run-${index + 1}" class="${escapeHtml(report.verdict)}">
${parts.filter((part) => part !== '').join('\n')}
</section>`;
}

/** `2026-11-20 12:00:00 UTC`. */
function instantText(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}

function mode(report: Report): string {
  const [kind = ''] = modeText(report).split(':');
  return `<b class="mode ${report.mode.real ? 'real' : 'dry'}">${escapeHtml(kind)}</b>`;
}

function counts(report: Report): string {
  return entries(report)
    .map(
      ([result, count]) => `<li class="${result}"><b>${count}</b> ${escapeHtml(RESULT_WORDS[result])}</li>`,
    )
    .join('');
}

/** Shares of the results as one bar; the counts above are its legend. */
function bar(report: Report): string {
  const pieces = entries(report).map(
    ([result, count]) => `<span class="${result}" style="flex-grow:${count}"></span>`,
  );
  return pieces.length === 0 ? '' : `<div class="bar" aria-hidden="true">${pieces.join('')}</div>`;
}

function entries(report: Report): [Result, number][] {
  return (Object.keys(RESULT_WORDS) as Result[])
    .map((result): [Result, number] => [result, report.counts[result]])
    .filter(([, count]) => count > 0);
}

function heading(title: string, count: number): string {
  return `<h3>${escapeHtml(title)} <small>${count}</small></h3>`;
}

function outcomes(title: string, list: readonly Outcome[]): string {
  return list.length === 0 ? '' : `${heading(title, list.length)}\n${groups(list)}`;
}

function groups(list: readonly Outcome[]): string {
  return alike(list).map(groupBlock).join('\n');
}

function groupBlock(group: readonly [Outcome, ...Outcome[]]): string {
  const [first] = group;
  const what =
    first.action === undefined ? first.code : `${actionText(first)}: ${RESULT_WORDS[first.result]}`;
  const items = `<ul class="resources">${group.map(resource).join('\n')}</ul>`;
  const folded = `<details><summary>${group.length} resources</summary>${items}</details>`;
  return `<div class="group ${escapeHtml(first.result)} ${escapeHtml(first.severity)}">
<p><b>${escapeHtml(what)}</b> <small>${group.length}, rule ${escapeHtml(first.rule)}</small></p>
<p>${escapeHtml(first.reason)}</p>
${group.length > LISTED ? folded : items}
</div>`;
}

function resource({ target, result, requestIds = [] }: Outcome): string {
  const parts = [
    target.name === undefined || target.name === '' ? '' : `<b>${escapeHtml(target.name)}</b>`,
    `<code>${escapeHtml(target.id)}</code>`,
    `<small>${escapeHtml(scopeText(target))}</small>`,
    // What Alibaba Cloud's support asks for first.
    result === 'failed' && requestIds.length > 0
      ? `<small>request ID ${escapeHtml(requestIds.join(', '))}</small>`
      : '',
  ];
  return `<li>${parts.filter((part) => part !== '').join(' ')}</li>`;
}

function regions(report: Report): string {
  const rows = report.scopes.map((scope) => {
    const remark = scopeRemark(scope);
    return `<tr${remark === '' ? '' : ' class="bad"'}><td>${escapeHtml(scopeText(scope))}</td><td>${scope.resources}</td><td>${escapeHtml(remark)}</td></tr>`;
  });
  if (rows.length === 0) return '';
  return `<h3>Regions</h3>
<table><thead><tr><th>Region</th><th>Resources read</th><th></th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>`;
}
