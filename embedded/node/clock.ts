/** The node's time: how long things take, when it was booted, which process ids it hands out. */
export class Clock {
  #pid: number;

  /**
   * `speed` is a factor on every duration, 0 for none; `booted` in milliseconds since the epoch; `pid` the last
   * process id that was given out.
   */
  constructor(
    readonly speed: number,
    readonly booted: number,
    pid = 1200,
  ) {
    this.#pid = pid;
  }

  seconds(): number {
    return Math.floor(Date.now() / 1000);
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

  /** Without speed it still lets what waits go on. */
  async pause(milliseconds: number): Promise<void> {
    const wait = milliseconds * this.speed;
    await new Promise<void>((resolve) => {
      if (wait > 0) setTimeout(resolve, wait);
      else setImmediate(resolve);
    });
  }
}
