import type { Column, Table } from '../core/report';

/** A table as it is shown: every cell a text. */
export interface ShownTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns of numbers, which stand to the right. */
  readonly numeric: ReadonlySet<number>;
}

/** The texts of a table, its numbers with the digits of their columns and in groups of three. */
export function shownTable({ columns, rows }: Table): ShownTable {
  const numeric = columns.flatMap(({ name }, index) =>
    rows.some((row) => typeof row[name] === 'number') ? [index] : [],
  );
  return {
    head: columns.map(({ title }) => title),
    rows: rows.map((row) => columns.map((column) => cellText(column, row[column.name]))),
    numeric: new Set(numeric),
  };
}

function cellText({ digits = 0 }: Column, value: string | number | undefined): string {
  if (typeof value !== 'number') return value ?? '';
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** One bar of a chart. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The value as the table shows it. */
  readonly text: string;
}

/** The bars of a table's chart, longest first; none where there is nothing to compare. */
export function barsOf(table: Table): Bar[] {
  const [label] = table.columns;
  const column = table.columns.find(({ name }) => name === table.chart);
  if (label === undefined || column === undefined) return [];
  return table.rows
    .flatMap((row): Bar[] => {
      const value = row[column.name];
      if (typeof value !== 'number' || value <= 0) return [];
      return [{ label: cellText(label, row[label.name]), value, text: cellText(column, value) }];
    })
    .sort((left, right) => right.value - left.value);
}
