import { defectText } from './errors';
import type { VirtualClock } from './world/clock';

/** The longest sleep in real milliseconds: the machine's clock can be put forward meanwhile. */
const LONGEST_SLEEP_MS = 60_000;

/**
 * Has what falls due on a running clock happen when it falls due, though nobody calls. A clock that is frozen has
 * nothing that falls due by itself. It does not keep the process alive.
 */
export class Waker {
  private timer: NodeJS.Timeout | undefined;
  private clock: VirtualClock | undefined;

  /** Sees to this clock from now on, and to no other. */
  attach(clock: VirtualClock): void {
    this.stop();
    if (clock.frozen) return;
    this.clock = clock;
    clock.onRearranged(() => {
      this.sleep(clock);
    });
    this.sleep(clock);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.clock = undefined;
  }

  private sleep(clock: VirtualClock): void {
    if (this.clock !== clock) return;
    clearTimeout(this.timer);
    const due = clock.nextDueAt;
    if (due === undefined) return;
    const waitMs = Math.max(0, Math.ceil((due - clock.now()) / clock.rate));
    this.timer = setTimeout(
      () => {
        this.wake(clock);
      },
      Math.min(waitMs, LONGEST_SLEEP_MS),
    ).unref();
  }

  private wake(clock: VirtualClock): void {
    try {
      clock.settle();
    } catch (error) {
      process.emitWarning(defectText(error));
    }
    this.sleep(clock);
  }
}
