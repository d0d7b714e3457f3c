import { ApiError, defectText } from '../errors';
import type { Body } from '../wire/render';
import type { Product } from './operation';
import type { Progress } from './progress';

/** What a call came to. */
export interface Outcome {
  readonly status: number;
  /** Error code, or `OK`. */
  readonly code: string;
  /** Name of the root element in XML. */
  readonly root: string;
  readonly body: Body;
}

function recommendation(code: string, product: Product | undefined, requestId: string): string {
  const url = new URL('https://api.aliyun.com/troubleshoot');
  url.search = new URLSearchParams({ q: code, product: product?.name ?? 'Ecs', requestId }).toString();
  return url.href;
}

function failureOf({ operation, requestId }: Progress, error: unknown): Outcome {
  const { status, code, message, accessDeniedDetail } =
    error instanceof ApiError ? error : new ApiError(500, 'InternalError', defectText(error));
  const product = operation?.product;
  return {
    status,
    code,
    root: 'Error',
    body: {
      RequestId: requestId,
      HostId: product?.hostId ?? 'ecs.aliyuncs.com',
      Code: code,
      Message: message,
      Recommend: recommendation(code, product, requestId),
      ...(accessDeniedDetail && { AccessDeniedDetail: accessDeniedDetail }),
    },
  };
}

/** Carries the call out and turns whatever comes of it, errors included, into an outcome. */
export function outcomeOf(progress: Progress, carryOut: () => Body): Outcome {
  try {
    const body = carryOut();
    return {
      status: 200,
      code: 'OK',
      root: `${progress.operation?.name ?? ''}Response`,
      body: { ...body, RequestId: progress.requestId },
    };
  } catch (error) {
    return failureOf(progress, error);
  }
}
