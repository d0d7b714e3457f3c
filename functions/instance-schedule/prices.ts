import { CloudError } from '../../shared/client';
import type { EcsResponse } from '../../shared/client';
import { forEachParallel, groupBy } from '../../shared/core/batch';
import { ConfigError, messageOf } from '../../shared/core/errors';
import type { ObservedInstance } from '../../shared/model/instance';
import type { Scopes } from '../../shared/runtime/scopes';
import type { Config } from './config';

/** Regions that are asked side by side. */
const LANES = 8;

/** What an hour of an instance type costs: its vCPU and memory, which an economical stop stops paying for. */
export interface Prices {
  /** @returns undefined where nobody said */
  perHour(type: string, region: string): number | undefined;
  /** What could not be found out, for the report. */
  readonly notes: readonly string[];
}

type Named = Config['savings'];

/** The prices that the configuration names; they count more than those of the API. */
export function namedPrices({ pricePerHour }: Pick<Named, 'pricePerHour'>): Prices {
  return {
    perHour: (type) => (Object.hasOwn(pricePerHour, type) ? pricePerHour[type] : undefined),
    notes: [],
  };
}

/**
 * Asks for the prices that the configuration does not name, where it allows that: one call for each type and region.
 * They are pay-as-you-go prices of Linux instances without disks and bandwidth. An answer that is refused costs a
 * note and nothing else.
 * https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeprice
 *
 * @param payers instances whose price matters
 * @throws ConfigError for a wrong endpoint
 */
export async function readPrices(
  payers: readonly ObservedInstance[],
  savings: Named,
  scopes: Scopes,
): Promise<Prices> {
  const named = namedPrices(savings);
  if (!savings.askForPrices) return named;
  const unnamed = payers.filter(
    ({ instance: { type, region } }) => named.perHour(type, region) === undefined,
  );
  const asked = new Map<string, number>();
  const notes: string[] = [];
  const regions = groupBy(unnamed, ({ instance }) => instance.region);
  await forEachParallel([...regions], LANES, async ([region, group]) => {
    const { ecs } = scopes.of({ type: 'instance', id: '', region, account: group[0]?.account });
    for (const InstanceType of new Set(group.map(({ instance }) => instance.type))) {
      try {
        const answer = await ecs.call('DescribePrice', { RegionId: region, InstanceType, PriceUnit: 'Hour' });
        asked.set(`${region} ${InstanceType}`, priceIn(answer, savings.currency));
      } catch (error) {
        if (error instanceof ConfigError) throw error;
        notes.push(`No price of ${InstanceType} in ${region}: ${messageOf(error)}`);
        // What is not permitted for one type is not permitted for the next.
        if (error instanceof CloudError && error.errorClass === 'forbidden') break;
      }
    }
  });
  return {
    perHour: (type, region) => named.perHour(type, region) ?? asked.get(`${region} ${type}`),
    notes: notes.sort(),
  };
}

/** @throws Error for an answer that says no price in the currency of the configuration */
function priceIn({ PriceInfo }: EcsResponse<'DescribePrice'>, currency: string): number {
  const price = PriceInfo?.Price;
  if (price?.Currency !== currency) {
    throw new Error(
      `it is in ${price?.Currency ?? 'no currency'}, but savings.currency is ${currency}; name it in savings.pricePerHour`,
    );
  }
  const ofInstance = price.DetailInfos?.DetailInfo?.find(({ Resource }) => Resource === 'instance');
  const perHour = ofInstance?.TradePrice ?? price.TradePrice;
  if (perHour === undefined) throw new Error('the answer has none');
  return perHour;
}
