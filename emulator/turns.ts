import { z } from 'zod';
import { Random } from './world/random';

const count = z.int().min(1);

/** The keys of a fault that say which of the occurrences that match it are struck; all of them by default. */
export const turnFields = {
  /** The nth, from 1. */
  nth: count.optional(),
  /** Every nth. */
  every: count.optional(),
  /** This share, 0 to 1, chosen by `seed`. */
  rate: z.number().min(0).max(1).optional(),
  seed: z.int().min(0).default(1),
  /** At most this often. */
  times: count.optional(),
};

type TurnRule = z.output<z.ZodObject<typeof turnFields>>;

export const ONE_RULE = 'more than one of nth, every and rate is given, expected at most one of them';

export function hasOneRule({ nth, every, rate }: TurnRule): boolean {
  return [nth, every, rate].filter((rule) => rule !== undefined).length <= 1;
}

/** Something in force with how often it matched and how often it struck. */
export class Turns {
  matched = 0;
  struck = 0;
  private readonly random: Random;

  constructor(private readonly rule: TurnRule) {
    this.random = new Random(rule.seed);
  }

  /** Counts a match and says whether it is one that is to be struck. */
  isTurn(): boolean {
    const { nth, every, rate, times } = this.rule;
    this.matched += 1;
    const chosen =
      (nth === undefined || this.matched === nth) &&
      (every === undefined || this.matched % every === 0) &&
      (rate === undefined || this.random.next() < rate);
    return chosen && (times === undefined || this.struck < times);
  }
}
