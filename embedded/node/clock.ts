import type { Pace } from "./pace";

/** The node's time: how long things take, when it was booted, which process ids it hands out. */
export class Clock {
  #pid: number;
  #booted: number;
  #halted = false;
  /** Milliseconds that the node's clock is ahead of ours. */
  skew = 0;
  /** May be changed at any time. */
  readonly pace: Pace = {};
  readonly #timers = new Set<NodeJS.Timeout>();

  /**
   * `speed` is a factor on every duration, 0 for none; `booted` in milliseconds since the epoch; `pid` the last
   * process id that was given out.
   */
  constructor(
    readonly speed: number,
    booted: number,
    pid = 1200,
  ) {
    this.#booted = booted;
    this.#pid = pid;
  }

  get booted(): number {
    return this.#booted;
  }

  /** The machine starts anew. */
  restart(): void {
    this.#booted = Date.now();
    this.#pid = 1200;
  }

  seconds(): number {
    return Math.floor((Date.now() + this.skew) / 1000);
  }

  /** Hundredths of a second since boot. */
  jiffies(): number {
    return Math.floor((Date.now() - this.booted) / 10);
  }

  /** Seconds since boot. */
  uptime(): number {
    return Math.floor((Date.now() - this.booted) / 1000);
  }

  get pid(): number {
    return this.#pid;
  }

  nextPid(): number {
    return (this.#pid += 3);
  }

  /** Without speed it still lets what waits go on; on a halted node nothing ever goes on. */
  async pause(milliseconds: number): Promise<void> {
    await this.#wait(milliseconds * this.speed);
  }

  /** Lets the time pass that a piece of a task's work takes. */
  async work(milliseconds: number): Promise<void> {
    const { taskTime } = this.pace;
    await (taskTime === undefined ? this.pause(milliseconds) : this.#wait(taskTime));
  }

  /** Lets the time pass that a request takes beside its work. */
  async travel(): Promise<void> {
    const { requestTime = 0 } = this.pace;
    if (requestTime > 0) await this.#wait(requestTime);
  }

  /** Does something at a time; a clock runs as fast as any, however little the node's work takes. */
  alarm(milliseconds: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#halted) action();
    }, milliseconds);
    this.#timers.add(timer);
  }

  /** Stops the time, as a power failure does: whatever waits is never continued. */
  halt(): void {
    this.#halted = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  async #wait(wait: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const goOn = (): void => {
        if (!this.#halted) resolve();
      };
      if (wait <= 0) {
        setImmediate(goOn);
        return;
      }
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        goOn();
      }, wait);
      this.#timers.add(timer);
    });
  }
}
