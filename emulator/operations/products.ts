import type { Product } from '../api/operation';

export const ECS: Product = {
  name: 'Ecs',
  version: '2014-05-26',
  hostId: 'ecs.aliyuncs.com',
  denial: {
    code: 'Forbidden.RAM',
    message: "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
  },
};

export const STS: Product = {
  name: 'Sts',
  version: '2015-04-01',
  hostId: 'sts.aliyuncs.com',
  denial: {
    code: 'NoPermission',
    message: 'You are not authorized to do this action. You should be authorized by RAM.',
  },
};

/** CloudMonitor. */
export const CMS: Product = {
  name: 'Cms',
  version: '2019-01-01',
  hostId: 'metrics.aliyuncs.com',
  denial: { code: 'Forbidden', message: 'You are not authorized to operate the specified resource.' },
};
