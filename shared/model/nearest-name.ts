import { distance } from 'fastest-levenshtein';

/** The known name that a misspelt one most likely means; `undefined` when none is close. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const closeEnough = Math.max(2, Math.floor(name.length / 3));
  const ranked = known
    .map((candidate) => ({ candidate, away: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.away - b.away);
  const best = ranked[0];
  return best !== undefined && best.away <= closeEnough ? best.candidate : undefined;
}
