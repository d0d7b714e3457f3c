import { sectionsFor } from '../shared/runtime/config';
import { readConfigFile } from './config-file';

/**
 * What the build puts beside a function's bundle: the sections of the configuration that the function needs, as
 * JSON, so that no YAML is parsed in the cloud.
 *
 * @throws ConfigError with file, line and column when the configuration is wrong
 */
export function compileConfig(file: string, functionName: string): string {
  return `${JSON.stringify(sectionsFor(readConfigFile(file).value, functionName), null, 2)}\n`;
}
