import type { Operation } from './operation';
import type { ParameterMap } from './parameters';

export interface ParameterCoverage {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly implemented: boolean;
}

export interface OperationCoverage {
  readonly product: string;
  readonly version: string;
  readonly operation: string;
  readonly access: 'read' | 'write';
  readonly parameters: readonly ParameterCoverage[];
}

/** Fields of a structure follow it with its name: `DataDisk`, `DataDisk.Size`. */
function implementedOf(parameters: ParameterMap, prefix = ''): ParameterCoverage[] {
  return Object.entries(parameters).flatMap(([key, { type, required, fields }]) => {
    const name = prefix + key;
    const nested = fields === undefined ? [] : implementedOf(fields, `${name}.`);
    return [{ name, type, required, implemented: true }, ...nested];
  });
}

/** What is implemented, operation by operation and parameter by parameter. */
export function coverageOf(operations: readonly Operation[]): OperationCoverage[] {
  return operations.map(({ product, name, access, parameters, refused }) => ({
    product: product.name,
    version: product.version,
    operation: name,
    access,
    parameters: [
      ...implementedOf(parameters),
      ...refused.map((parameter) => ({ name: parameter, type: '', required: false, implemented: false })),
    ],
  }));
}

/** A table with aligned columns, as the formatter of this repository leaves it. */
function table(rows: readonly (readonly string[])[]): string[] {
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)];
}

function section({ operation, access, parameters }: OperationCoverage): string[] {
  const rows = parameters.map(({ name, type, required, implemented }) => [
    `\`${name}\``,
    type,
    required ? 'yes' : '',
    implemented ? 'implemented' : 'refused',
  ]);
  return [
    `### ${operation} (${access})`,
    '',
    ...table([['parameter', 'type', 'required', 'coverage'], ...rows]),
    '',
  ];
}

/** The coverage as the page COVERAGE.md. */
export function coveragePage(operations: readonly Operation[]): string {
  const coverage = coverageOf(operations);
  const products = [...new Set(coverage.map(({ product, version }) => `${product} ${version}`))];
  const lines = [
    '# Coverage of the emulator',
    '',
    'Generated from the declarations of the operations. A refused parameter, and one that is not listed, is answered',
    'with `UnsupportedParameter`, or ignored and recorded in the journal by a lenient emulator.',
    '',
    ...products.flatMap((title) => [
      `## ${title}`,
      '',
      ...coverage.filter(({ product, version }) => `${product} ${version}` === title).flatMap(section),
    ]),
  ];
  return lines.join('\n');
}
