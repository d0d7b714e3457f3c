import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { flag, integer, list, records, required, text, withDefault } from '../api/parameters';
import { ApiError, missingParameter } from '../errors';
import type { Body } from '../wire/render';
import { newLaunchTemplate, wireParameters } from '../world/launch-template';
import type { LaunchParameters, LaunchTemplate, LaunchTemplateVersion } from '../world/launch-template';
import type { Region } from '../world/region';
import { secondOf } from '../world/times';
import { select } from './filters';
import { tagList } from './instance-view';
import { launchError } from './launch-errors';
import {
  DESCRIPTIVE,
  TEMPLATE_NAME,
  TEMPLATE_PARAMETERS,
  TEMPLATE_REFUSED,
  VERSION_DESCRIPTION,
} from './launch-template-parameters';
import { numberedPageOf, numberedPageParameters } from './page-parameters';
import { ECS } from './products';
import { resourceArns } from './resources';
import { CREATION_TAGS, MOST_TAGS, WANTED_TAG, taggedWith, tagsOf } from './tag-parameters';

/** Templates of one query. */
const MOST_TEMPLATES = 100;

const PAGES = numberedPageParameters({ defaultSize: 10, largest: 50 });

function templateArns({ account, region }: RegionalCall, ids: readonly string[]): string[] {
  return resourceArns(account, region.id, 'launchtemplate', ids);
}

interface Named {
  readonly LaunchTemplateId: string | undefined;
  readonly LaunchTemplateName: string | undefined;
}

/** @throws ApiError when neither is given, or there is no such template */
function templateFor(
  region: Region,
  { LaunchTemplateId: id, LaunchTemplateName: name }: Named,
): LaunchTemplate {
  if ((id ?? name) === undefined) throw missingParameter('LaunchTemplateId');
  const template = region.launchTemplates
    .all()
    .find((each) => (id === undefined || each.id === id) && (name === undefined || each.name === name));
  if (template === undefined) throw launchError('InvalidLaunchTemplate.NotFound');
  return template;
}

/** Parameters that say the same thing in two ways: one in the request replaces the other of the template. */
const ALTERNATIVES = [
  ['SecurityGroupId', 'SecurityGroupIds'],
  ['ImageId', 'ImageFamily'],
  ['HostName', 'HostNames'],
  ['Password', 'PasswordInherit'],
  ['Ipv6Address', 'Ipv6AddressCount'],
] as const;

/** What a parameter belongs to when it is to be replaced: a list as a whole, of a structure each field. */
function subjectOf(name: string): string {
  return name.replace(/\.[1-9]\d*(?:\..*)?$/, '');
}

function subjectsOf(sent: ReadonlyMap<string, string>): ReadonlySet<string> {
  const subjects = new Set([...sent.keys()].map(subjectOf));
  for (const alternatives of ALTERNATIVES) {
    if (alternatives.some((name) => subjects.has(name))) {
      for (const name of alternatives) subjects.add(name);
    }
  }
  return subjects;
}

/**
 * The request with everything that it leaves to its launch template.
 *
 * @throws ApiError when there is no such template or version
 */
export function completeWithTemplate(
  { region }: RegionalCall,
  sent: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const named = {
    LaunchTemplateId: sent.get('LaunchTemplateId'),
    LaunchTemplateName: sent.get('LaunchTemplateName'),
  };
  if ((named.LaunchTemplateId ?? named.LaunchTemplateName) === undefined) return sent;
  const template = templateFor(region, named);
  const number = sent.get('LaunchTemplateVersion') ?? String(template.defaultVersion);
  const version = template.versions.find((each) => String(each.number) === number);
  if (version === undefined) throw launchError('InvalidLaunchTemplateVersion.NotFound');
  const given = subjectsOf(new Map([...sent].filter(([, value]) => value !== '')));
  const inherited = [...wireParameters(version.parameters)].filter(
    ([name]) => !DESCRIPTIVE.has(name) && !given.has(subjectOf(name)),
  );
  return new Map([...[...sent].filter(([, value]) => value !== ''), ...inherited]);
}

/** https://help.aliyun.com/document_detail/2679729.html */
const createLaunchTemplate = regionalOperation({
  product: ECS,
  name: 'CreateLaunchTemplate',
  access: 'write',
  parameters: {
    ...TEMPLATE_PARAMETERS,
    LaunchTemplateName: required(TEMPLATE_NAME),
    VersionDescription: VERSION_DESCRIPTION,
    TemplateResourceGroupId: text(),
    TemplateTag: CREATION_TAGS,
  },
  refused: [...OWNER_PARAMETERS, ...TEMPLATE_REFUSED],
  authorization: { action: 'ecs:CreateLaunchTemplate', resources: (call) => templateArns(call, []) },
  handle: ({ world, region, account }, wanted) => {
    const { LaunchTemplateName, VersionDescription, TemplateResourceGroupId, TemplateTag, ...parameters } =
      wanted;
    const tags = tagsOf(TemplateTag);
    tagsOf(wanted.Tag);
    if (region.launchTemplates.all().some(({ name }) => name === LaunchTemplateName)) {
      throw new ApiError(
        403,
        'LaunchTemplateName.Duplicated',
        `The specified LaunchTemplateName "${LaunchTemplateName}" already exist.`,
      );
    }
    if (region.launchTemplates.size >= account.quotas.launchTemplatesPerRegion) {
      throw new ApiError(403, 'LaunchTemplateLimitExceed', 'The maximum number of templates is exceeded.');
    }
    const template = newLaunchTemplate(
      world,
      region,
      { name: LaunchTemplateName, resourceGroupId: TemplateResourceGroupId ?? '', tags },
      parameters,
      VersionDescription,
    );
    region.launchTemplates.add(template);
    return { LaunchTemplateId: template.id, LaunchTemplateVersionNumber: 1 };
  },
});

function templateView(template: LaunchTemplate): Body {
  return {
    LaunchTemplateId: template.id,
    LaunchTemplateName: template.name,
    DefaultVersionNumber: template.defaultVersion,
    LatestVersionNumber: template.versions.at(-1)?.number ?? template.defaultVersion,
    CreatedBy: template.createdBy,
    CreateTime: secondOf(template.createdAt),
    ModifiedTime: secondOf(template.modifiedAt),
    ResourceGroupId: template.resourceGroupId,
    Tags: { Tag: tagList(template.tags) },
  };
}

/** https://help.aliyun.com/document_detail/73759.html */
const describeLaunchTemplates = regionalOperation({
  product: ECS,
  name: 'DescribeLaunchTemplates',
  access: 'read',
  parameters: {
    LaunchTemplateId: list(MOST_TEMPLATES),
    LaunchTemplateName: list(MOST_TEMPLATES),
    TemplateResourceGroupId: text(),
    TemplateTag: records(WANTED_TAG, MOST_TAGS),
    ...PAGES,
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeLaunchTemplates',
    resources: (call, { LaunchTemplateId }) => templateArns(call, LaunchTemplateId),
  },
  whenDenied: (values) => ({
    LaunchTemplateSets: { LaunchTemplateSet: [] },
    ...numberedPageOf([], values).paging,
  }),
  handle: ({ region }, { PageNumber, PageSize, TemplateTag, TemplateResourceGroupId, ...named }) => {
    const matches = select(
      region.launchTemplates.all(),
      {
        LaunchTemplateId:
          (wanted) =>
          ({ id }: LaunchTemplate) =>
            wanted.includes(id),
        LaunchTemplateName: (wanted) => (template) => wanted.includes(template.name),
        ResourceGroupId: (wanted) => (template) => template.resourceGroupId === wanted,
        Tag: taggedWith,
      },
      { ...named, ResourceGroupId: TemplateResourceGroupId, Tag: TemplateTag },
    );
    const { items, paging } = numberedPageOf(matches, { PageNumber, PageSize });
    return { LaunchTemplateSets: { LaunchTemplateSet: items.map(templateView) }, ...paging };
  },
});

/** The parameters of a version; lists have another name here, and what is not set is left out. */
function dataView(parameters: LaunchParameters): Body {
  const { DataDisk, NetworkInterface, SecurityGroupIds, Tag, ...rest } = parameters;
  const interfaces = (NetworkInterface as readonly LaunchParameters[]).map((each) => ({
    ...each,
    SecurityGroupIds: { SecurityGroupId: each['SecurityGroupIds'] },
  }));
  return withoutUndefined({
    ...rest,
    DataDisks: { DataDisk },
    NetworkInterfaces: { NetworkInterface: interfaces },
    SecurityGroupIds: { SecurityGroupId: SecurityGroupIds },
    Tags: { InstanceTag: Tag },
  }) as Body;
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(given.map(([name, field]) => [name, withoutUndefined(field)]));
}

function versionView(template: LaunchTemplate, version: LaunchTemplateVersion, withDetails: boolean): Body {
  return {
    LaunchTemplateId: template.id,
    LaunchTemplateName: template.name,
    VersionNumber: version.number,
    DefaultVersion: version.number === template.defaultVersion,
    VersionDescription: version.description,
    CreatedBy: version.createdBy,
    CreateTime: secondOf(version.createdAt),
    ModifiedTime: secondOf(version.createdAt),
    ...(withDetails && { LaunchTemplateData: dataView(version.parameters) }),
  };
}

/** https://help.aliyun.com/document_detail/73761.html */
const describeLaunchTemplateVersions = regionalOperation({
  product: ECS,
  name: 'DescribeLaunchTemplateVersions',
  access: 'read',
  parameters: {
    LaunchTemplateId: text(),
    LaunchTemplateName: text(),
    LaunchTemplateVersion: list(MOST_TEMPLATES),
    MinVersion: integer(1, 1_000_000),
    MaxVersion: integer(1, 1_000_000),
    DefaultVersion: flag(),
    DetailFlag: withDefault(flag(), true),
    ...PAGES,
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeLaunchTemplateVersions',
    resources: (call, { LaunchTemplateId }) =>
      templateArns(call, LaunchTemplateId === undefined ? [] : [LaunchTemplateId]),
  },
  whenDenied: (values) => ({
    LaunchTemplateVersionSets: { LaunchTemplateVersionSet: [] },
    ...numberedPageOf([], values).paging,
  }),
  handle: ({ region }, { DetailFlag, ...wanted }) => {
    const template = templateFor(region, wanted);
    const { MinVersion = 1, MaxVersion = Infinity, DefaultVersion, LaunchTemplateVersion } = wanted;
    const matches = template.versions.filter(
      ({ number }) =>
        number >= MinVersion &&
        number <= MaxVersion &&
        (DefaultVersion === undefined || DefaultVersion === (number === template.defaultVersion)) &&
        (LaunchTemplateVersion.length === 0 || LaunchTemplateVersion.includes(String(number))),
    );
    const { items, paging } = numberedPageOf(matches, wanted);
    return {
      LaunchTemplateVersionSets: {
        LaunchTemplateVersionSet: items.map((version) => versionView(template, version, DetailFlag)),
      },
      ...paging,
    };
  },
});

/** With all of its versions. https://help.aliyun.com/document_detail/73760.html */
const deleteLaunchTemplate = regionalOperation({
  product: ECS,
  name: 'DeleteLaunchTemplate',
  access: 'write',
  parameters: { LaunchTemplateId: text(), LaunchTemplateName: text() },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DeleteLaunchTemplate',
    resources: (call, { LaunchTemplateId }) =>
      templateArns(call, LaunchTemplateId === undefined ? [] : [LaunchTemplateId]),
  },
  handle: ({ region }, named) => {
    region.launchTemplates.remove(templateFor(region, named).id);
    return {};
  },
});

export const LAUNCH_TEMPLATE_OPERATIONS: readonly Operation[] = [
  createLaunchTemplate,
  describeLaunchTemplates,
  describeLaunchTemplateVersions,
  deleteLaunchTemplate,
];
