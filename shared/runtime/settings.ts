import { ConfigError } from '../core/errors';
import type { Risk } from '../core/plan';
import type { CommonConfig } from './config';

/** What every function's own configuration has. */
export interface FunctionConfig {
  readonly dryRun: boolean;
}

/** The configuration of one function, checked and with defaults filled in. */
export interface Settings<C, L> {
  readonly common: CommonConfig;
  readonly own: C;
  readonly limits: L;
}

/** The risks that `limits.<function>.allow` lets a function take; `irreversible` is never among them. */
export function allowedRisks(allow: readonly Risk[]): Record<Risk, boolean> {
  return {
    safe: true,
    disruptive: allow.includes('disruptive'),
    destructive: allow.includes('destructive'),
    irreversible: false,
  };
}

/**
 * Checked settings as text. A configuration is checked when it is compiled, so that no function spends its cold start
 * on a schema.
 */
export function compileSettings(functionName: string, settings: Settings<FunctionConfig, unknown>): string {
  return `${JSON.stringify({ compiledFor: functionName, settings }, null, 2)}\n`;
}

/**
 * Reads what `compileSettings` wrote.
 *
 * @throws ConfigError for anything else: most likely a configuration that was never compiled
 */
export function readCompiledSettings<C extends FunctionConfig, L>(
  text: string,
  functionName: string,
): Settings<C, L> {
  const { compiledFor, settings } = objectIn(text);
  if (compiledFor === functionName && areSettings(settings)) return settings as Settings<C, L>;
  const isOther = typeof compiledFor === 'string' && compiledFor !== functionName;
  throw new ConfigError({
    code: 'config_not_compiled',
    what: isOther ? `it was compiled for ${compiledFor}` : 'this is no compiled configuration',
    expected: `the configuration of ${functionName}, as the build compiles it from autopilot.yaml`,
    next: 'Run npm run build',
  });
}

function areSettings(value: unknown): boolean {
  if (!isObject(value) || !isObject(value['own'])) return false;
  return (
    typeof value['own']['dryRun'] === 'boolean' && isObject(value['common']) && isObject(value['limits'])
  );
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
