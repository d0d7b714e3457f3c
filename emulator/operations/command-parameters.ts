import { choice, flag, integer, required, text, withDefault } from '../api/parameters';
import type { Parameter, Refusal } from '../api/parameters';
import { ApiError } from '../errors';
import { COMMAND_TYPES, isEnvironmentName, placeholdersOf } from '../world/command';
import type { Command } from '../world/command';
import type { Region } from '../world/region';
import type { World } from '../world/world';
import { pageParameters } from './page-parameters';
import { CREATION_TAGS, tagsOf } from './tag-parameters';
import type { GivenTag } from './tag-parameters';

/** Size of a command in Base64. https://help.aliyun.com/document_detail/64844.html */
const LARGEST_CONTENT = 24 * 1024;

const DEFAULT_TIMEOUT_S = 60;
const LONGEST_TIMEOUT_S = 86_400;
const MOST_PLACEHOLDERS = 20;
const LONGEST_PLACEHOLDER = 64;

/** The errors of Cloud Assistant are 403 where other operations answer 400. */
export function forbidden(code: string, message: string): () => ApiError {
  return () => new ApiError(403, code, message);
}

const invalidPage: Refusal = forbidden('InvalidParam.PageNumber', 'The specified parameter is invalid.');
const invalidPageSize: Refusal = forbidden('InvalidParam.PageSize', 'The specified parameter is invalid.');

export const ASSISTANT_PAGES = pageParameters({
  defaultSize: 10,
  largest: 50,
  refusals: { PageNumber: invalidPage, PageSize: invalidPageSize },
});

/** In which form an answer shows contents and outputs. */
export const ANSWER_ENCODING = withDefault(choice(['PlainText', 'Base64']), 'Base64');
export type AnswerEncoding = 'PlainText' | 'Base64';

export function encoded(content: Buffer, encoding: AnswerEncoding): string {
  return content.toString(encoding === 'Base64' ? 'base64' : 'utf8');
}

/** A text of at most so many characters. */
export function limitedText(longest: number, refusal?: Refusal): Parameter<string | undefined> {
  return text({
    pattern: new RegExp(`^.{1,${longest}}$`, 'su'),
    expected: `at most ${longest} characters`,
    ...(refusal && { refusal }),
  });
}

export const COMMAND_TYPE = choice(
  COMMAND_TYPES,
  forbidden('InvalidCmdType.NotFound', 'The specified command type does not exist.'),
);

/** @param shortest in seconds */
export function timeout(shortest = 1): Parameter<number | undefined> {
  return integer(shortest, LONGEST_TIMEOUT_S);
}

/** What can be changed of a command. */
export const COMMAND_DETAILS = {
  Name: limitedText(
    128,
    forbidden('CmdName.ExceedLimit', 'The length of the command name exceeds the upper limit.'),
  ),
  Description: limitedText(
    512,
    forbidden('CmdDesc.ExceedLimit', 'The length of the command description exceeds the upper limit.'),
  ),
  WorkingDir: limitedText(200),
  Launcher: limitedText(1024),
} as const;

/** What a new command is made of. */
export const NEW_COMMAND = {
  ...COMMAND_DETAILS,
  CommandContent: required(text()),
  ContentEncoding: text(),
  EnableParameter: withDefault(flag(), false),
  ResourceGroupId: text(),
  Tag: CREATION_TAGS,
  Timeout: withDefault(timeout(), DEFAULT_TIMEOUT_S),
  Type: required(COMMAND_TYPE),
} as const;

export interface NewCommand {
  readonly Name: string | undefined;
  readonly Description: string | undefined;
  readonly WorkingDir: string | undefined;
  readonly Launcher: string | undefined;
  readonly CommandContent: string;
  readonly ContentEncoding: string | undefined;
  readonly EnableParameter: boolean;
  readonly ResourceGroupId: string | undefined;
  readonly Tag: readonly GivenTag[];
  readonly Timeout: number;
  readonly Type: Command['type'];
}

export function contentTooLarge(): ApiError {
  return new ApiError(403, 'CmdContent.ExceedLimit', 'The maximum length of a command is exceeded.');
}

export function isTooLarge(content: Buffer): boolean {
  return content.toString('base64').length > LARGEST_CONTENT;
}

/** @param encoding what a word that is no encoding, or none, is taken for */
function contentOf(
  { CommandContent, ContentEncoding = '' }: NewCommand,
  encoding: 'PlainText' | 'Base64',
): Buffer {
  const other = encoding === 'Base64' ? 'PlainText' : 'Base64';
  const actual = ContentEncoding.toLowerCase() === other.toLowerCase() ? other : encoding;
  if (actual === 'PlainText') return Buffer.from(CommandContent);
  const compact = CommandContent.replace(/\s/g, '');
  if (!/^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2,3}={0,2})?$/.test(compact)) {
    throw new ApiError(403, 'CmdContent.DecodeError', 'The CommandContent can not be base64 decoded.');
  }
  return Buffer.from(compact, 'base64');
}

function checkPlaceholders(content: Buffer): void {
  const names = placeholdersOf(content).filter((name) => !isEnvironmentName(name));
  if (names.length > MOST_PLACEHOLDERS) {
    throw new ApiError(403, 'ParameterCount.ExceedLimit', 'The maximum number of parameters is exceeded.');
  }
  for (const name of names) {
    if (name === '') throw new ApiError(403, 'CmdParam.EmptyKey', 'You must specify the parameter names.');
    if (name.length > LONGEST_PLACEHOLDER) {
      throw new ApiError(
        403,
        'CmdParamName.ExceedLimit',
        'The maximum length of a parameter name is exceeded.',
      );
    }
    if (!/^[\w-]+$/.test(name)) {
      throw new ApiError(
        403,
        'CmdParam.InvalidParamName',
        'Invalid parameter name. The name can contain only lowercase letters (a to z), uppercase letters (A to Z), numbers (0 to 9), hyphens (-), and underscores (_).',
      );
    }
  }
}

/** @throws ApiError CmdCount.ExceedQuota when the region can keep no further command */
export function checkCommandQuota({ account, cloudAssistant }: Region): void {
  if (cloudAssistant.commands.size >= account.quotas.commandsPerRegion) {
    throw new ApiError(
      403,
      'CmdCount.ExceedQuota',
      'The total number of commands in the current region exceeds the quota.',
    );
  }
}

/**
 * A checked command that is not in any inventory yet.
 *
 * @param encoding of a content whose encoding is not said
 */
export function newCommand(
  world: World,
  region: Region,
  given: NewCommand,
  encoding: 'PlainText' | 'Base64',
): Command {
  const content = contentOf(given, encoding);
  if (isTooLarge(content)) throw contentTooLarge();
  if (given.EnableParameter) checkPlaceholders(content);
  return {
    id: world.resourceId('c', region),
    sequence: world.nextSequence(),
    type: given.Type,
    content,
    name: given.Name ?? '',
    description: given.Description ?? '',
    workingDir: given.WorkingDir ?? '',
    timeoutSeconds: given.Timeout,
    enableParameter: given.EnableParameter,
    launcher: given.Launcher ?? '',
    resourceGroupId: given.ResourceGroupId ?? '',
    tags: tagsOf(given.Tag),
    createdAt: world.clock.now(),
    invocations: 0,
  };
}

/** @throws ApiError InvalidCmdId.NotFound */
export function commandOf(region: Region, id: string): Command {
  const command = region.cloudAssistant.commands.get(id);
  if (command === undefined) {
    throw new ApiError(404, 'InvalidCmdId.NotFound', 'The specified command ID does not exist.');
  }
  return command;
}
