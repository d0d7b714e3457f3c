import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { Problem } from '../../shared/core/errors';
import { DEFAULTS } from './platform';
import { readSource } from './source';
import {
  emptyMap,
  formatPosition,
  lookup,
  lookupMap,
  lookupNumber,
  lookupText,
  mergeTrees,
  positionOf,
  toPlain,
} from './tree';
import type { MapTree, Position, Tree } from './tree';
import { VariableResolver } from './variables';

export interface DeployedTrigger {
  readonly name: string;
  readonly type: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Text that a timer trigger hands to the function. */
  readonly payload?: string;
}

/** One function of an s.yaml, with its variables resolved and its template applied. */
export interface DeployedFunction {
  /** Key below `resources`. */
  readonly resource: string;
  readonly functionName: string;
  readonly region: string;
  /** Absolute path of the code directory. */
  readonly code: string;
  readonly handler: string;
  readonly runtime: string;
  /** Seconds. */
  readonly timeout: number;
  /** MB. */
  readonly memorySize: number;
  /** Name or ARN of the function's RAM role; a function without one gets no credentials. */
  readonly role?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly triggers: readonly DeployedTrigger[];
}

export interface ReadOptions {
  /** Variables that `${env(...)}` sees, before those of a `.env` file beside the s.yaml; the process's own by default. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** A resource of the file with its template applied and its variables resolved. */
export interface Resource {
  readonly name: string;
  /** Everything below the resource's key. */
  readonly tree: MapTree;
  /** Its properties; empty when there are none. */
  readonly props: MapTree;
  /** The key `props`, where something that is missing should be added. */
  readonly propsAt: Position;
}

/** An s.yaml as written, with positions, and as it takes effect. */
export interface Deployment {
  readonly file: string;
  /** Directory that relative paths of the file start from. */
  readonly directory: string;
  /** Raw text of each file that was read. */
  readonly texts: ReadonlyMap<string, string>;
  /** The whole file with what it extends, as written. */
  readonly written?: MapTree;
  /** The whole file, with the variables outside `template` and `resources` resolved; absent when it could not be read. */
  readonly root?: MapTree;
  readonly resources: readonly Resource[];
  /** What kept parts of the file from being read: syntax, unknown templates, unresolved variables. */
  readonly problems: readonly Problem[];
}

/**
 * Reads an s.yaml (edition 3.0.0) offline: `extend`, `template` and variables applied, every value with the
 * position of the line it is written on. Never throws; what is wrong is in `problems`, and what can be read is read.
 */
export function readDeployment(file: string, options: ReadOptions = {}): Deployment {
  const directory = dirname(resolve(file));
  const own = readSource(file);
  const texts = new Map([[file, own.text]]);
  const problems = [...own.problems];
  if (own.tree === undefined) return { file, directory, texts, resources: [], problems };

  let root = own.tree;
  const base = lookupText(root, ['extend']);
  if (base !== undefined) {
    const extended = readSource(resolve(directory, base));
    texts.set(extended.file, extended.text);
    problems.push(...extended.problems);
    if (extended.tree !== undefined) root = mergeTrees(extended.tree, root);
  }

  const templated = new Map<string, MapTree>();
  for (const [name, entry] of lookupMap(root, ['resources'])?.entries ?? []) {
    if (entry.value.kind === 'map') templated.set(name, applyTemplate(root, entry.value, problems));
  }
  const resolver = new VariableResolver({
    root,
    directory,
    environment: { ...environmentFile(directory), ...(options.environment ?? process.env) },
    propsOf: (name) => lookupMap(templated.get(name), ['props']),
  });
  const resources = [...templated].map(([name, tree]) => {
    const resolved = resolver.resolveMap(tree, name);
    const props = lookupMap(resolved, ['props']) ?? emptyMap(resolved.at);
    return { name, tree: resolved, props, propsAt: tree.entries.get('props')?.keyAt ?? tree.at };
  });
  // Templates and resources are resolved above, where it is known which resource `this` is.
  const head = resolver.resolveMap(without(root, ['resources', 'template']));
  return {
    file,
    directory,
    texts,
    written: root,
    root: mergeTrees(root, head),
    resources,
    problems: [...problems, ...resolver.problems],
  };
}

function environmentFile(directory: string): Record<string, string | undefined> {
  const file = join(directory, '.env');
  return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
}

/** The functions that can be read well enough to be invoked, whatever else is wrong in the file. */
export function functionsOf(deployment: Deployment): DeployedFunction[] {
  return deployment.resources.flatMap((resource) => deployedFunction(resource, deployment.directory) ?? []);
}

function deployedFunction(resource: Resource, directory: string): DeployedFunction | undefined {
  const { props } = resource;
  const functionName = lookupText(props, ['functionName']);
  const region = lookupText(props, ['region']);
  const code = lookupText(props, ['code']);
  const handler = lookupText(props, ['handler']);
  const runtime = lookupText(props, ['runtime']);
  const role = lookupText(props, ['role']);
  if (functionName === undefined || region === undefined || runtime === undefined) return undefined;
  if (code === undefined || handler === undefined) return undefined;
  return {
    resource: resource.name,
    functionName,
    region,
    code: resolve(directory, code),
    handler,
    runtime,
    timeout: lookupNumber(props, ['timeout']) ?? DEFAULTS.timeoutSeconds,
    memorySize: lookupNumber(props, ['memorySize']) ?? DEFAULTS.memoryMb,
    ...(role !== undefined && { role }),
    environment: environmentOf(props),
    triggers: triggersOf(props),
  };
}

function environmentOf(props: MapTree): Record<string, string> {
  const variables = lookupMap(props, ['environmentVariables']) ?? emptyMap(props.at);
  return Object.fromEntries(
    [...variables.entries.keys()].flatMap((name) => {
      const value = lookupText(variables, [name]);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function triggersOf(props: MapTree): DeployedTrigger[] {
  const triggers = lookup(props, ['triggers']);
  if (triggers?.kind !== 'list') return [];
  return triggers.items.flatMap((trigger) => {
    const name = lookupText(trigger, ['triggerName']);
    const type = lookupText(trigger, ['triggerType']);
    const config = lookupMap(trigger, ['triggerConfig']);
    if (name === undefined || type === undefined || config === undefined) return [];
    const payload = lookupText(config, ['payload']);
    return [
      {
        name,
        type,
        config: toPlain(config) as Record<string, unknown>,
        ...(payload !== undefined && { payload }),
      },
    ];
  });
}

/** A resource whose `props` lie over those of the template that its `extend` names. */
function applyTemplate(root: MapTree, resource: MapTree, problems: Problem[]): MapTree {
  const props = lookupMap(resource, ['props']);
  const name = lookupText(resource, ['extend', 'name']);
  if (name === undefined) return resource;
  const template = lookupMap(root, ['template', name]);
  if (template === undefined) {
    const known = [...(lookupMap(root, ['template'])?.entries.keys() ?? [])];
    problems.push({
      code: 'unknown_template',
      what: `there is no template \`${name}\``,
      where: formatPosition(positionOf(resource, ['extend', 'name'])),
      expected:
        known.length === 0
          ? 'a template that the file defines; it defines none'
          : `one of ${known.join(', ')}`,
    });
    return resource;
  }
  const ignored = ignoredKeys(lookup(resource, ['extend', 'ignore']), template, problems);
  const merged = mergeTrees(without(template, ignored), props ?? emptyMap(resource.at));
  const propsAt = resource.entries.get('props')?.keyAt ?? resource.at;
  return {
    ...resource,
    entries: new Map([...resource.entries, ['props', { keyAt: propsAt, value: merged }]]),
  };
}

function ignoredKeys(ignore: Tree | undefined, template: MapTree, problems: Problem[]): string[] {
  if (ignore?.kind !== 'list') return [];
  return ignore.items.flatMap((item) => {
    const key = item.kind === 'scalar' ? String(item.value) : '';
    if (template.entries.has(key)) return [key];
    problems.push({
      code: 'unknown_key',
      what: `\`ignore\` names \`${key}\`, which the template does not have`,
      where: formatPosition(item.at),
      expected: `one of ${[...template.entries.keys()].join(', ')}`,
    });
    return [];
  });
}

function without(tree: MapTree, keys: readonly string[]): MapTree {
  return { ...tree, entries: new Map([...tree.entries].filter(([key]) => !keys.includes(key))) };
}
