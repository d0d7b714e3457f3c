/** `yyyy-MM-ddTHH:mm:ssZ`, as the API shows most instants. */
export function secondOf(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}
