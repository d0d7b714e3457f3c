import { ConfigError, describeProblem } from '../shared/core/errors';
import { compileSettings } from '../shared/runtime/settings';
import { withoutYearsBefore } from './calendars/resolve';
import { examine, readConfigFile, settingsFrom } from './config-file';
import { functionNamed } from './functions';

/**
 * What the build puts beside a function's bundle: its part of the configuration, checked, with defaults filled in.
 * Calendars that know their years carry them from last year on.
 *
 * @param warn is told what is odd in the configuration and does not keep it from being used
 * @throws ConfigError with file, line and column when the configuration is wrong
 */
export function compileConfig(
  file: string,
  functionName: string,
  now = new Date(),
  warn = (line: string): void => void process.stderr.write(`${line}\n`),
): string {
  const { schemas } = functionNamed(functionName);
  const read = readConfigFile(file);
  const settings = settingsFrom(read, schemas, now);
  const { errors, warnings } = examine(read, schemas, settings, now);
  if (errors.length > 0) throw new ConfigError(errors);
  for (const warning of warnings) warn(`warning: ${describeProblem(warning)}`);
  const { common } = settings;
  const calendars = withoutYearsBefore(now.getUTCFullYear() - 1, common.calendars);
  return compileSettings(functionName, { ...settings, common: { ...common, calendars } });
}
