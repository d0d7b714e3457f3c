import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { clientToken, flag, required, text } from '../api/parameters';
import type { Values } from '../api/parameters';
import { ApiError } from '../errors';
import { wildcard } from '../wildcard';
import { isEnvironmentName, placeholdersOf } from '../world/command';
import type { Command } from '../world/command';
import { isOver } from '../world/invocation';
import type { Region } from '../world/region';
import type { Body } from '../wire/render';
import {
  ANSWER_ENCODING,
  ASSISTANT_PAGES,
  COMMAND_DETAILS,
  COMMAND_TYPE,
  NEW_COMMAND,
  checkCommandQuota,
  commandOf,
  encoded,
  newCommand,
  timeout,
} from './command-parameters';
import type { AnswerEncoding } from './command-parameters';
import { select } from './filters';
import type { FilterTests } from './filters';
import { minuteOf, tagList } from './instance-view';
import { emptyPage, pageOf } from './page-parameters';
import { ECS } from './products';
import { resourceArns } from './resources';
import { TAG_FILTER, taggedWith } from './tag-parameters';

function commandArns({ account, region }: RegionalCall, id: string | undefined): string[] {
  return resourceArns(account, region.id, 'command', id === undefined ? [] : [id]);
}

/** https://help.aliyun.com/document_detail/64844.html */
const createCommand = regionalOperation({
  product: ECS,
  name: 'CreateCommand',
  access: 'write',
  parameters: { ...NEW_COMMAND, Name: required(COMMAND_DETAILS.Name), ClientToken: clientToken() },
  refused: OWNER_PARAMETERS,
  authorization: { action: 'ecs:CreateCommand', resources: (call) => commandArns(call, undefined) },
  handle: ({ world, region }, values) => {
    checkCommandQuota(region);
    const command = newCommand(world, region, values, 'Base64');
    region.cloudAssistant.commands.add(command);
    return { CommandId: command.id };
  },
});

/**
 * `CommandContent` is taken and ignored.
 * https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-modifycommand
 */
const modifyCommand = regionalOperation({
  product: ECS,
  name: 'ModifyCommand',
  access: 'write',
  parameters: {
    ...COMMAND_DETAILS,
    CommandId: required(text()),
    CommandContent: text(),
    Timeout: timeout(),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:ModifyCommand',
    resources: (call, { CommandId }) => commandArns(call, CommandId),
  },
  handle: ({ region }, { CommandId, Name, Description, WorkingDir, Launcher, Timeout }) => {
    const command = commandOf(region, CommandId);
    command.name = Name ?? command.name;
    command.description = Description ?? command.description;
    command.workingDir = WorkingDir ?? command.workingDir;
    command.launcher = Launcher ?? command.launcher;
    command.timeoutSeconds = Timeout ?? command.timeoutSeconds;
    return {};
  },
});

function isInUse({ cloudAssistant }: Region, { id }: Command): boolean {
  return cloudAssistant.invocations
    .all()
    .some(({ command, targets }) => command.id === id && !targets.every(({ current }) => isOver(current)));
}

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-deletecommand */
const deleteCommand = regionalOperation({
  product: ECS,
  name: 'DeleteCommand',
  access: 'write',
  parameters: { CommandId: required(text()) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DeleteCommand',
    resources: (call, { CommandId }) => commandArns(call, CommandId),
  },
  handle: ({ region }, { CommandId }) => {
    const command = commandOf(region, CommandId);
    if (isInUse(region, command)) {
      // That it is refused is documented, with which code is not.
      throw new ApiError(
        403,
        'Operation.Forbidden',
        'The operation is not permitted: the command is being executed.',
      );
    }
    region.cloudAssistant.commands.remove(CommandId);
    return {};
  },
});

const COMMAND_FILTERS = {
  CommandId: text(),
  Name: text(),
  Description: text(),
  Type: COMMAND_TYPE,
  Provider: text(),
  ResourceGroupId: text(),
  Tag: TAG_FILTER,
} as const;

const TESTS: FilterTests<Command, Values<typeof COMMAND_FILTERS>> = {
  CommandId: (wanted) => (command) => command.id === wanted,
  Name: (wanted) => {
    const pattern = wildcard(wanted);
    return ({ name }) => pattern.test(name);
  },
  Description: (wanted) => {
    const pattern = wildcard(wanted);
    return ({ description }) => pattern.test(description);
  },
  Type: (wanted) => (command) => command.type === wanted,
  // A provider asks for the public commands, of which there are none.
  Provider: () => () => false,
  ResourceGroupId: (wanted) => (command) => command.resourceGroupId === wanted,
  Tag: taggedWith,
};

function commandView(command: Command, encoding: AnswerEncoding): Body {
  const names = command.enableParameter ? placeholdersOf(command.content) : [];
  return {
    CommandId: command.id,
    Name: command.name,
    Description: command.description,
    Type: command.type,
    CommandContent: encoded(command.content, encoding),
    WorkingDir: command.workingDir,
    Timeout: command.timeoutSeconds,
    EnableParameter: command.enableParameter,
    ParameterNames: { ParameterName: names.filter((name) => !isEnvironmentName(name)) },
    ParameterDefinitions: { ParameterDefinition: [] },
    Launcher: command.launcher,
    InvokeTimes: command.invocations,
    CreationTime: minuteOf(command.createdAt),
    Category: '',
    Provider: '',
    ResourceGroupId: command.resourceGroupId,
    Tags: { Tag: tagList(command.tags) },
  };
}

/** `Latest` is about public commands, of which there are none. https://help.aliyun.com/document_detail/64843.html */
const describeCommands = regionalOperation({
  product: ECS,
  name: 'DescribeCommands',
  access: 'read',
  parameters: { ...COMMAND_FILTERS, ...ASSISTANT_PAGES, ContentEncoding: ANSWER_ENCODING, Latest: flag() },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeCommands',
    resources: (call, { CommandId }) => commandArns(call, CommandId),
  },
  whenDenied: (values) => ({ Commands: { Command: [] }, ...emptyPage(values) }),
  handle: (call, values) => {
    const matches = select(call.region.cloudAssistant.commands.all(), TESTS, values);
    const { items, paging } = pageOf(call, matches, values);
    const views = items.map((command) => commandView(command, values.ContentEncoding));
    return { Commands: { Command: views }, ...paging };
  },
});

export const COMMAND_OPERATIONS: readonly Operation[] = [
  createCommand,
  modifyCommand,
  deleteCommand,
  describeCommands,
];
