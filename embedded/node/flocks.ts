import { failure } from "../api/api-error";

/** The flock(2) files that PVE takes around a guest's configuration (`/run/lock/lxc/pve-config-VMID.lock`). */
export class Flocks {
  readonly #queues = new Map<string, Promise<void>>();

  /** `patience` in milliseconds, 10 s on a real node. */
  constructor(private readonly patience: number) {}

  /** Runs the code alone among all users of the lock file; refuses where that takes too long. */
  async with<T>(file: string, code: () => Promise<T> | T): Promise<T> {
    const before = this.#queues.get(file) ?? Promise.resolve();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const mine = before.then(() => held);
    this.#queues.set(file, mine);
    try {
      await this.#wait(before, file);
      return await code();
    } finally {
      release();
      if (this.#queues.get(file) === mine) this.#queues.delete(file);
    }
  }

  async #wait(before: Promise<void>, file: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(failure(`can't lock file '${file}' - got timeout`)),
        this.patience,
      );
      timer.unref();
    });
    try {
      await Promise.race([before, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }
}
