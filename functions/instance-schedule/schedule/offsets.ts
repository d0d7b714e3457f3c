const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;

/** Weeks that are looked up at once. */
const WEEKS = 64;
const CHUNK = WEEKS * WEEK;

/** Offsets of a stretch of time: `offsets[i]` holds from `starts[i]` on. */
interface Chunk {
  readonly starts: readonly number[];
  readonly offsets: readonly number[];
}

/**
 * Remembers when the offset of a zone changes: asking the zone data for every instant of every schedule would cost
 * more than everything else together. Weeks are sampled and changes between two samples searched to the millisecond,
 * so that two changes within a week, which no zone has had since 1970, would not be seen.
 *
 * @param offset minutes east of UTC at an instant in epoch milliseconds, from the zone data
 * @returns the same, remembered
 */
export function rememberedOffset(offset: (epochMs: number) => number): (epochMs: number) => number {
  const chunks = new Map<number, Chunk>();
  return (epochMs) => {
    const index = Math.floor(epochMs / CHUNK);
    let chunk = chunks.get(index);
    if (chunk === undefined) {
      chunk = chunkFrom(offset, index * CHUNK);
      chunks.set(index, chunk);
    }
    let at = chunk.starts.length - 1;
    while (at > 0 && (chunk.starts[at] ?? 0) > epochMs) at -= 1;
    return chunk.offsets[at] ?? 0;
  };
}

function chunkFrom(offset: (epochMs: number) => number, start: number): Chunk {
  const starts = [start];
  const offsets = [offset(start)];
  for (let week = 1; week <= WEEKS; week += 1) {
    const instant = start + week * WEEK;
    const now = offset(instant);
    if (now === offsets.at(-1)) continue;
    starts.push(changeBetween(offset, instant - WEEK, instant, now));
    offsets.push(now);
  }
  return { starts, offsets };
}

/** The first millisecond with the later of two offsets. */
function changeBetween(offset: (epochMs: number) => number, from: number, to: number, later: number): number {
  let [early, late] = [from, to];
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (offset(middle) === later) late = middle;
    else early = middle;
  }
  return late;
}
