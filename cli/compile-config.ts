import { compileSettings } from '../shared/runtime/settings';
import { readConfigFile, settingsFrom } from './config-file';
import { functionNamed } from './functions';

/**
 * What the build puts beside a function's bundle: its part of the configuration, checked, with defaults filled in.
 *
 * @throws ConfigError with file, line and column when the configuration is wrong
 */
export function compileConfig(file: string, functionName: string): string {
  const { schemas } = functionNamed(functionName);
  return compileSettings(functionName, settingsFrom(readConfigFile(file), schemas));
}
