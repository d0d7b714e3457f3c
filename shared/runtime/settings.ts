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

/** What a file that may be anything is looked at as. */
interface Unchecked {
  readonly compiledFor?: string;
  readonly settings?: { readonly own?: { readonly dryRun?: unknown } };
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
  const compiled = JSON.parse(text) as Unchecked | null;
  const found = compiled?.compiledFor;
  if (found === functionName && typeof compiled?.settings?.own?.dryRun === 'boolean') {
    return compiled.settings as Settings<C, L>;
  }
  throw new ConfigError({
    code: 'config_not_compiled',
    what:
      found === undefined || found === functionName
        ? 'this is no compiled configuration'
        : `it was compiled for ${found}`,
    expected: `the configuration of ${functionName}, as the build compiles it from autopilot.yaml`,
    next: 'Run npm run build',
  });
}
