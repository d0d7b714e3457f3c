import type { Table } from '../core/report';
import { escapeHtml } from './printable';
import type { Bar } from './tables';
import { barsOf, shownTable } from './tables';

/** Longer tables are folded. */
const LISTED_ROWS = 20;

/** More bars than this are a wall; the table below has all of them. */
const MOST_BARS = 12;

const BAR_HEIGHT = 10;
const ROW_HEIGHT = 34;

/** Characters of a label that fit on a telephone. */
const LONGEST_LABEL = 36;

/** A table of figures with its chart and its notes. */
export function tableSection(table: Table): string {
  const { head, rows, numeric } = shownTable(table);
  const tag = (name: string, texts: readonly string[]): string =>
    texts
      .map(
        (text, index) =>
          `<${name}${numeric.has(index) ? ' class="number"' : ''}>${escapeHtml(text)}</${name}>`,
      )
      .join('');
  const body = rows.map((row) => `<tr>${tag('td', row)}</tr>`).join('\n');
  const grid = `<div class="wide"><table><thead><tr>${tag('th', head)}</tr></thead><tbody>
${body}
</tbody></table></div>`;
  return [
    `<h3>${escapeHtml(table.title)}</h3>`,
    chart(table),
    rows.length > LISTED_ROWS ? `<details><summary>${rows.length} rows</summary>${grid}</details>` : grid,
    ...table.notes.map((note) => `<p class="notes">${escapeHtml(note)}</p>`),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/**
 * Bars as inline SVG, with their texts above them so that both fit on any width. For those who do not see them the
 * table says the same.
 */
function chart(table: Table): string {
  const bars = barsOf(table).slice(0, MOST_BARS);
  const [longest] = bars;
  const column = table.columns.find(({ name }) => name === table.chart);
  if (longest === undefined || column === undefined) return '';
  const rows = bars.map((bar, index) => barRow(bar, index, longest.value));
  return `<p class="caption">${escapeHtml(column.title)}</p>
<svg class="chart" role="img" aria-label="Bars of the figures in the table below" width="100%" height="${bars.length * ROW_HEIGHT}">
${rows.join('\n')}
</svg>`;
}

function barRow({ label, value, text }: Bar, index: number, longest: number): string {
  const top = index * ROW_HEIGHT;
  const short = label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label;
  const width = ((100 * value) / longest).toFixed(2);
  return `<text x="0" y="${top + 14}">${escapeHtml(short)} <tspan>${escapeHtml(text)}</tspan></text><rect x="0" y="${top + 19}" width="${width}%" height="${BAR_HEIGHT}" rx="3"></rect>`;
}
