import type { FleetInput } from '../schema';
import { nonEmpty, tagsOf } from './wire';
import type { Wire } from './wire';

type CommandInput = NonNullable<FleetInput['commands']>[number];

/** A saved command, whose content is in Base64; its answer does not say which region it is of. */
export function commandOf(wire: Wire): CommandInput {
  return {
    id: String(wire['CommandId']),
    name: String(wire['Name']),
    description: nonEmpty(wire['Description']) ?? '',
    type: wire['Type'] as NonNullable<CommandInput['type']>,
    content: Buffer.from(String(wire['CommandContent']), 'base64').toString(),
    workingDir: nonEmpty(wire['WorkingDir']) ?? '',
    timeoutSeconds: Number(wire['Timeout']),
    enableParameter: wire['EnableParameter'] === true,
    launcher: nonEmpty(wire['Launcher']) ?? '',
    resourceGroup: nonEmpty(wire['ResourceGroupId']) ?? '',
    tags: tagsOf(wire),
  };
}
