// What the benchmarks print: a title, the machine, tables.
import { cpus, totalmem } from 'node:os';
import Table from 'cli-table3';

/** Figures mean little without what they were measured on. */
export function printTitle(title) {
  const [{ model } = { model: 'unknown processor' }] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  console.log(`\n${title}`);
  console.log(
    `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} x ${model}, ${memory}\n`,
  );
}

/** First column to the left, figures to the right. */
export function printTable(head, rows) {
  const table = new Table({
    head,
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
    style: { head: [], border: [] },
  });
  table.push(...rows);
  console.log(`${table.toString()}\n`);
}
