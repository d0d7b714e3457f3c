/** What goes on in real time while the virtual clock stands: requests to subscribers, functions that run. */
export class Activity {
  private readonly inFlight = new Set<Promise<void>>();

  /** @param work does not reject: whoever started it has dealt with its failure */
  track(work: Promise<void>): void {
    const tracked = work.finally(() => this.inFlight.delete(tracked));
    this.inFlight.add(tracked);
  }

  /** Resolves once nothing is going on, what was started meanwhile included. */
  async idle(): Promise<void> {
    while (this.inFlight.size > 0) await Promise.all(this.inFlight);
  }
}
