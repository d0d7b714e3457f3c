import { groupBy } from '../../shared/core/batch';
import type { Column, Table } from '../../shared/core/report';
import type { Prices } from './prices';
import { NO_RULE } from './rules';
import type { Saving } from './savings';
import { HOURS_PER_MONTH, WEEKS } from './savings';

/** Sum of what is known; undefined when nothing is. */
function sum(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((total, value) => total + value, 0);
}

/** The figures of a run by schedule and by instance, for its report; none when nothing is looked after. */
export function savingsTables(savings: readonly Saving[], prices: Prices, currency: string): Table[] {
  if (savings.length === 0) return [];
  return [bySchedule(savings, prices, currency), byInstance(savings, currency)];
}

/** Columns that both tables end with. */
function columnsOf(currency: string): Column[] {
  return [
    { name: 'hoursPerMonth', title: 'hours off a month' },
    { name: 'moneyPerMonth', title: `${currency} a month`, digits: 2 },
    { name: 'hoursSinceStop', title: 'hours stopped now', digits: 1 },
    { name: 'moneySinceStop', title: `${currency} since then`, digits: 2 },
  ];
}

function cellsOf(savings: readonly Saving[]): Record<string, number | undefined> {
  return {
    hoursPerMonth: sum(savings.map(({ offPerMonth }) => offPerMonth)),
    moneyPerMonth: sum(savings.map(({ moneyPerMonth }) => moneyPerMonth)),
    hoursSinceStop: sum(savings.map(({ stoppedFor }) => stoppedFor)),
    moneySinceStop: sum(savings.map(({ moneySinceStop }) => moneySinceStop)),
  };
}

function bySchedule(savings: readonly Saving[], prices: Prices, currency: string): Table {
  const groups = groupBy(savings, ({ rule }) => rule);
  const unpriced = savings.filter(({ moneyPerMonth }) => moneyPerMonth === undefined).length;
  const hasMoney = savings.some(({ moneyPerMonth = 0 }) => moneyPerMonth > 0);
  return withoutEmptyColumns({
    title: 'Savings by schedule',
    columns: [
      { name: 'schedule', title: 'schedule' },
      { name: 'instances', title: 'instances' },
      { name: 'hoursPerWeek', title: 'hours off a week each', digits: 1 },
      ...columnsOf(currency),
    ],
    rows: [...groups].map(([schedule, group]) => ({
      schedule,
      instances: group.length,
      hoursPerWeek: schedule === NO_RULE ? undefined : group[0]?.offPerWeek,
      ...cellsOf(group),
    })),
    chart: hasMoney ? 'moneyPerMonth' : 'hoursPerMonth',
    notes: [
      `Planned over the coming ${WEEKS} weeks, a month being ${HOURS_PER_MONTH} hours; money is for vCPU and memory only, which an economical stop stops paying for.`,
      ...(unpriced === 0
        ? []
        : [
            `${unpriced} of ${savings.length} instances count without money: their types have no price (savings.pricePerHour, savings.askForPrices).`,
          ]),
      ...prices.notes,
    ],
  });
}

function byInstance(savings: readonly Saving[], currency: string): Table {
  const byWorth = [...savings].sort(
    (left, right) =>
      (right.moneyPerMonth ?? 0) - (left.moneyPerMonth ?? 0) || right.offPerWeek - left.offPerWeek,
  );
  return withoutEmptyColumns({
    title: 'Savings by instance',
    columns: [
      { name: 'instance', title: 'instance' },
      { name: 'name', title: 'name' },
      { name: 'schedule', title: 'schedule' },
      { name: 'type', title: 'type' },
      ...columnsOf(currency),
      { name: 'remark', title: 'remark' },
    ],
    rows: byWorth.map((saving) => ({
      instance: saving.instance.id,
      name: saving.instance.name,
      schedule: saving.rule,
      type: saving.instance.type,
      ...cellsOf([saving]),
      remark: saving.remark,
    })),
    notes: [],
  });
}

function withoutEmptyColumns(table: Table): Table {
  const isFilled = ({ name }: Column): boolean => table.rows.some((row) => row[name] !== undefined);
  return { ...table, columns: table.columns.filter(isFilled) };
}
