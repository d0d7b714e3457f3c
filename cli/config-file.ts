import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isNode, isMap, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node, YAMLError } from 'yaml';
import { ConfigError, messageOf } from '../shared/core/errors';
import type { Problem } from '../shared/core/errors';
import type { CalendarData } from '../shared/model/calendar';
import { calendarsSchema } from '../shared/runtime/calendars';
import type { ConfigRemark, ConfigSchemas } from '../shared/runtime/config';
import { configProblems, readSettings, sectionsFor } from '../shared/runtime/config';
import { pathText, wordingOf } from '../shared/runtime/problems';
import type { FunctionConfig, Settings } from '../shared/runtime/settings';
import { resolveCalendars } from './calendars/resolve';
import { unreadableText } from './files';
import { allSchemas } from './functions';

/** The configuration that is used when nothing else is named. */
const DEFAULT_CONFIG = 'autopilot.yaml';

/** A configuration file, parsed, with the way back from a value to its place. */
export interface ConfigFile {
  readonly file: string;
  readonly value: unknown;
  /** `file:line:column` of the value at a path, or of the nearest thing above it that is there. */
  place(path: readonly PropertyKey[]): string;
}

/** The file that a command works with: the named one, `AUTOPILOT_CONFIG`, or `autopilot.yaml`. */
export function configPath(named: string | undefined, env: NodeJS.ProcessEnv): string {
  return named ?? env['AUTOPILOT_CONFIG'] ?? DEFAULT_CONFIG;
}

/**
 * Reads a YAML (or JSON) configuration and checks all of it.
 *
 * @throws ConfigError with file, line and column of everything that is wrong
 */
export function readConfigFile(file: string): ConfigFile {
  const parsed = parseConfigFile(file);
  const problems = configProblems(parsed.value, allSchemas).map((problem): Problem => {
    const { path, ...rest } = problem;
    return { ...rest, where: `${parsed.place(path)}: ${problem.where ?? ''}` };
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return parsed;
}

/**
 * One function's settings from a checked file, with the calendars that it names read.
 *
 * @throws ConfigError for calendars that cannot be read, or are named and do not exist
 */
export function settingsFrom<C extends FunctionConfig, L>(
  file: ConfigFile,
  schemas: ConfigSchemas<C, L>,
  now = new Date(),
): Settings<C, L> {
  const settings = readSettings(sectionsFor(file.value, schemas.name), schemas, calendarsOf(file, now));
  const remarks = schemas.check?.(settings.own, settings.common.calendars) ?? [];
  if (remarks.length > 0)
    throw new ConfigError(remarks.map((remark) => problemOf(remark, file, schemas.name)));
  return settings;
}

/** What nobody means in one function's settings, though they can be used: errors refuse, warnings are said. */
export function examine<C extends FunctionConfig, L>(
  file: ConfigFile,
  schemas: ConfigSchemas<C, L>,
  settings: Settings<C, L>,
  now: Date,
): { readonly errors: readonly Problem[]; readonly warnings: readonly Problem[] } {
  const remarks = schemas.examine?.(settings.own, settings.common.calendars, now) ?? [];
  const problems = (severity: ConfigRemark['severity']): Problem[] =>
    remarks
      .filter((remark) => remark.severity === severity)
      .map((remark) => problemOf(remark, file, schemas.name));
  return { errors: problems('error'), warnings: problems('warning') };
}

function calendarsOf(file: ConfigFile, now: Date): Record<string, CalendarData> {
  const { calendars } = (file.value ?? {}) as { readonly calendars?: unknown };
  return resolveCalendars(calendarsSchema.parse(calendars ?? {}), {
    folder: dirname(file.file),
    year: now.getUTCFullYear(),
    place: (path) => placeText(file, ['calendars', ...path]),
  });
}

function problemOf({ path, message, severity }: ConfigRemark, file: ConfigFile, name: string): Problem {
  const code = severity === 'error' ? 'config_invalid' : 'config_doubtful';
  return { code, where: placeText(file, [name, ...path]), ...wordingOf(message) };
}

function placeText(file: ConfigFile, path: readonly PropertyKey[]): string {
  return `${file.place(path)}: ${pathText(path)}`;
}

function parseConfigFile(file: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(readText(file), { lineCounter: lines, logLevel: 'error' });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  // A warning is a tag that YAML does not know: its value would be read as if the tag were not there.
  const problems = [...document.errors, ...document.warnings].map((error) => ({
    code: 'config_syntax',
    where: at(error.pos[0]),
    what: syntaxText(error),
    expected: 'YAML',
  }));
  if (problems.length > 0) throw new ConfigError(problems);
  refuseBadAliases(document, at);
  return { file, value: valueOf(document, file), place: (path) => at(offsetOf(document, path)) };
}

function syntaxText({ code, message }: YAMLError): string {
  if (code === 'MULTIPLE_DOCS') return 'the file holds more than one document';
  return (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
}

function valueOf(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // Aliases of aliases that would multiply to an enormous value.
    throw new ConfigError({ code: 'config_syntax', where: file, what: messageOf(error) }, { cause: error });
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(
      {
        code: 'config_unreadable',
        where: file,
        what: unreadableText(error),
        next: 'Name the configuration with --config FILE, or copy autopilot.yaml of this repository',
      },
      { cause: error },
    );
  }
}

/** An alias inside the node that it names would make an endless value; one that names nothing would make none. */
function refuseBadAliases(document: Document.Parsed, at: (offset: number) => string): void {
  visit(document, {
    Alias(_key, alias, ancestors) {
      const target = alias.resolve(document);
      if (target !== undefined && !ancestors.includes(target)) return;
      throw new ConfigError({
        code: 'config_syntax',
        where: at(alias.range?.[0] ?? 0),
        what:
          target === undefined
            ? `*${alias.source} names nothing; no &${alias.source} comes before it`
            : `*${alias.source} contains itself`,
      });
    },
  });
}

/** Where a path begins in the text: at its key where it has one, so that an unknown key is pointed at itself. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair = isMap(parent) ? parent.items.find(({ key }) => keyText(key) === String(last)) : undefined;
    const node: unknown = pair?.key ?? document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range !== undefined && node.range !== null) return node.range[0];
  }
  return (document.contents as Node | null)?.range?.[0] ?? 0;
}

function keyText(key: unknown): string {
  return isNode(key) ? String(key.toJSON()) : String(key);
}
