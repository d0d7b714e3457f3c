import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '../fixtures/emulator/samples');

/** An answer in the shape of a published one, with fictional ids. */
export interface Sample {
  /** The public page that the shape is from. */
  readonly documentation: string;
  readonly response: Readonly<Record<string, unknown>>;
  /** Paths where the page and the SDK or the emulator differ, each with the reason. */
  readonly differences?: Readonly<Record<string, string>>;
}

export function sampleOf(action: string): Sample | undefined {
  const file = join(FOLDER, `${action}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Sample) : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every path of a body: `Instances.Instance[].Tags`. */
export function pathsOf(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return [`${at}[]`, ...value.flatMap((item) => pathsOf(item, `${at}[]`))];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, field]) => {
    const path = at === '' ? name : `${at}.${name}`;
    return [path, ...pathsOf(field, path)];
  });
}

/** Paths of the sample that no answer has and that are no listed difference. */
export function missingPaths(sample: Sample, answered: ReadonlySet<string>): string[] {
  const excused = Object.keys(sample.differences ?? {});
  const isExcused = (path: string): boolean =>
    excused.some((each) => path === each || path.startsWith(`${each}.`) || path.startsWith(`${each}[]`));
  return [...new Set(pathsOf(sample.response))].filter((path) => !answered.has(path) && !isExcused(path));
}
