import { CloudError, createApiClient, ECS, fixedCredentials } from '../../../shared/client';
import { CallError } from './driver';
import type { DriverFactory } from './driver';
import { wireParams } from './wire';

/** What the service said, without what our client adds for people. */
function serviceText(error: CloudError): string {
  return error.problems[0]?.what ?? error.message;
}

/** `shared/client`, which every function uses: ACS3-HMAC-SHA256 through `@alicloud/openapi-client`. */
export const ourClient: DriverFactory = {
  name: 'shared/client',
  connect({ endpoint, ...credentials }) {
    const api = createApiClient({
      credentials: fixedCredentials(credentials),
      region: 'cn-hangzhou',
      env: { ECS_ENDPOINT: endpoint },
      attempts: 1,
      callsPerSecond: 1_000,
    });
    return {
      name: ourClient.name,
      async call(operation, params = {}) {
        try {
          return await api.callApi({ product: ECS, operation, params: wireParams(operation, params) });
        } catch (error) {
          if (error instanceof CloudError) throw new CallError(error.code, error.status, serviceText(error));
          throw error;
        }
      },
    };
  },
};
