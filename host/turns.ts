/** Lets many work at the same time, and one alone where nobody else may be in the middle of something. */
export class Turns {
  #inside = 0;
  #alone: Promise<void> | undefined;
  #waiting: (() => void)[] = [];

  /** Works beside others, once nobody is alone. */
  async share<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone !== undefined) await this.#alone;
    this.#inside += 1;
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  /** Called in a shared turn, which it gives up meanwhile: works when all others have ended theirs. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    this.#leave();
    while (this.#alone !== undefined) await this.#alone;
    let end = (): void => undefined;
    this.#alone = new Promise((resolve) => (end = resolve));
    while (this.#inside > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      this.#inside += 1;
      this.#alone = undefined;
      end();
    }
  }

  #leave(): void {
    this.#inside -= 1;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}
