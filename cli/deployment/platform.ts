/** Limits and lists of Function Compute that an s.yaml is held to. */

/**
 * Regions that the component fc3 accepts (devsapp/fc3, src/schema.json, `IRegion`). FC is not in every region of
 * ECS, and a function may look after instances of regions it does not run in.
 */
export const FC_REGIONS = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-5',
  'ap-southeast-7',
  'cn-beijing',
  'cn-chengdu',
  'cn-hangzhou',
  'cn-heyuan-acdr-1',
  'cn-hongkong',
  'cn-huhehaote',
  'cn-qingdao',
  'cn-shanghai',
  'cn-shanghai-cloudspe',
  'cn-shanghai-finance-1',
  'cn-shenzhen',
  'cn-wulanchabu',
  'cn-zhangjiakou',
  'eu-central-1',
  'eu-west-1',
  'me-central-1',
  'us-east-1',
  'us-west-1',
] as const;

/** Built-in runtimes that run what the build produces: ECMAScript of Node.js 18 and later, async handlers. */
export const NODE_RUNTIMES = ['nodejs20', 'nodejs18'] as const;

/**
 * https://help.aliyun.com/zh/functioncompute/fc/product-overview/limits-of-usage; the age of asynchronous events is
 * the API's limit, which is lower than the component's.
 */
export const LIMITS = {
  timeoutSeconds: 86_400,
  memoryMb: { min: 128, max: 32_768, step: 64 },
  cpu: { min: 0.05, max: 16, step: 0.05 },
  /** GB of memory for each vCPU. */
  memoryPerCpu: { min: 1, max: 4 },
  diskMb: [512, 10_240],
  environmentBytes: 4096,
  triggersPerFunction: 50,
  layersPerFunction: 5,
  asyncPayloadBytes: 128 * 1024,
  asyncEventAgeSeconds: 604_800,
  asyncRetryAttempts: 8,
  hookTimeoutSeconds: { initializer: 300, preStop: 90 },
} as const;

/** What the component sets when memory is 512 MB and they are left out (devsapp/fc3, src/base.ts). */
export const DEFAULTS = { cpu: 0.35, memoryMb: 512, timeoutSeconds: 3 } as const;
