import { choice, clientToken, flag, jsonObject, text, withDefault } from '../api/parameters';
import type { Values } from '../api/parameters';
import { ApiError, invalidParameter } from '../errors';
import { placeholdersOf, substitute } from '../world/command';
import type { Command } from '../world/command';
import { parseSchedule } from '../world/command-schedule';
import type { Schedule } from '../world/command-schedule';
import { REPEAT_MODES } from '../world/invocation';
import type { RepeatMode } from '../world/invocation';
import { contentTooLarge, forbidden, isTooLarge, limitedText } from './command-parameters';
import { TARGETS } from './invocation-targets';
import { CREATION_TAGS } from './tag-parameters';

/** Values that one invocation gives to placeholders. https://help.aliyun.com/document_detail/64841.html */
const MOST_PARAMETERS = 10;
const LONGEST_PARAMETER = 64;

/** `Timed` is taken and ignored: the mode says it. */
export const INVOCATION = {
  ...TARGETS,
  ClientToken: clientToken(),
  ContainerId: text({
    pattern: /^(?:(?:docker|containerd|cri-o):\/\/)?[\da-f]{64}$/,
    expected: '64 hexadecimal digits, with or without docker://, containerd:// or cri-o:// before them',
  }),
  ContainerName: text(),
  Frequency: text(),
  Launcher: limitedText(1024),
  Parameters: jsonObject(),
  RepeatMode: choice([...REPEAT_MODES, 'DryRun']),
  ResourceGroupId: text(),
  Tag: CREATION_TAGS,
  TerminationMode: withDefault(choice(['Process', 'ProcessTree']), 'Process'),
  Timed: flag(),
  Username: limitedText(
    255,
    forbidden('Username.ExceedLimit', 'The length of the username exceeds the upper limit.'),
  ),
  WindowsPasswordName: limitedText(255),
  WorkingDir: limitedText(200),
} as const;

export type InvocationValues = Values<typeof INVOCATION>;

/** The values of the placeholders of a command, by name. */
export function parametersOf(
  command: Command,
  given: InvocationValues['Parameters'] = {},
): Record<string, string> {
  const values = Object.entries(given).map(([name, value]) => [name, String(value)] as const);
  if (values.length === 0) return {};
  if (!command.enableParameter) {
    throw new ApiError(
      404,
      'Parameter.Disabled',
      'Parameters cannot be passed in when the command customization function is disabled.',
    );
  }
  const names = values.map(([name]) => name.toLowerCase());
  const known = placeholdersOf(command.content).map((name) => name.toLowerCase());
  const refusals: readonly (readonly [boolean, string, string])[] = [
    [
      values.length > MOST_PARAMETERS,
      'ParameterCount.ExceedLimit',
      'The maximum number of parameters is exceeded.',
    ],
    [
      names.some((name) => name.length > LONGEST_PARAMETER),
      'ParameterKey.ExceedLimit',
      'The maximum length of a parameter name is exceeded.',
    ],
    [new Set(names).size < names.length, 'ParameterKey.Duplicate', 'Parameter names cannot be duplicated.'],
    [
      !names.every((name) => known.includes(name)),
      'Parameter.NotMatched',
      'The passed-in parameters do not match the parameters defined when you created the command.',
    ],
  ];
  const refusal = refusals.find(([applies]) => applies);
  if (refusal !== undefined) throw new ApiError(403, refusal[1], refusal[2]);
  if (isTooLarge(Buffer.from(substitute(command.content, new Map(values))))) throw contentTooLarge();
  return Object.fromEntries(values);
}

interface Timing {
  readonly repeatMode: RepeatMode;
  readonly schedule: Schedule | undefined;
}

/** A frequency means Period, whatever else was said. */
export function timingOf(
  { RepeatMode, Frequency }: InvocationValues,
  now: number,
  timeoutSeconds: number,
): Timing {
  if (Frequency !== undefined) {
    const schedule = parseSchedule(Frequency, now, timeoutSeconds);
    if (schedule !== undefined) return { repeatMode: 'Period', schedule };
    throw new ApiError(403, 'InvalidParam.Frequency', 'The specified frequency is invalid.');
  }
  if (RepeatMode === 'Period') {
    throw new ApiError(
      403,
      'MissingParam.Frequency',
      'The frequency must be specified when you create a timed task.',
    );
  }
  const isCarriedOut = RepeatMode !== undefined && RepeatMode !== 'DryRun';
  return { repeatMode: isCarriedOut ? RepeatMode : 'Once', schedule: undefined };
}

/** Who runs a command: nobody else on Windows without the name of a password. */
export function usernameOf(command: Command, { Username, WindowsPasswordName }: InvocationValues): string {
  const isWindows = command.type !== 'RunShellScript';
  if (isWindows && Username !== undefined && WindowsPasswordName === undefined) {
    throw invalidParameter('WindowsPasswordName', 'the name of the password of the user');
  }
  return Username ?? (isWindows ? 'System' : 'root');
}
