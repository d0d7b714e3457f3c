import { ApiError } from '../errors';
import { OWNER_PARAMETERS, globalOperation } from '../api/operation';
import type { Operation } from '../api/operation';
import { choice, supportedOnly, withDefault } from '../api/parameters';
import { ECS } from './products';

const LANGUAGES = ['zh-CN', 'zh-TW', 'en-US', 'ja', 'fr', 'de', 'ko'] as const;

const unknownLanguage = (): ApiError =>
  new ApiError(
    404,
    'InvalidAcceptLanguage.NotFound',
    'Only Chinese (zh-CN), English (en-US), and Japanese (ja) are allowed.',
  );

const unknownResourceType = (): ApiError =>
  new ApiError(
    404,
    'InvalidResourceType.NotFound',
    'The ResourceType provided does not exist in our records.',
  );

/** The language of names in an answer. */
export const LANGUAGE = withDefault(choice(LANGUAGES, unknownLanguage), 'zh-CN');

/** https://help.aliyun.com/document_detail/25609.html */
const describeRegions = globalOperation({
  product: ECS,
  name: 'DescribeRegions',
  access: 'read',
  parameters: {
    AcceptLanguage: LANGUAGE,
    // Every region has all of them.
    InstanceChargeType: choice(['PrePaid', 'PostPaid', 'SpotWithPriceLimit', 'SpotAsPriceGo']),
    ResourceType: supportedOnly(
      choice(['instance', 'disk', 'reservedinstance', 'scu'], unknownResourceType),
      ['instance', 'disk'],
    ),
  },
  refused: OWNER_PARAMETERS,
  authorization: { action: 'ecs:DescribeRegions', resources: ({ account }) => [`acs:ecs:*:${account.id}:*`] },
  handle: ({ account }, { AcceptLanguage }) => ({
    Regions: {
      Region: [...account.regions.values()].map(({ info }) => ({
        RegionId: info.id,
        RegionEndpoint: `ecs.${info.id}.aliyuncs.com`,
        LocalName: AcceptLanguage.startsWith('zh') ? info.nameZh : info.nameEn,
        Status: 'available',
      })),
    },
  }),
});

export const REGION_OPERATIONS: readonly Operation[] = [describeRegions];
