import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../contract";

/** Milliseconds after a change until it is on disk. */
const delay = 50;

/** The one file that a host's state lives in; it is replaced as a whole, so that a crash leaves the old or the new. */
export class StateFile {
  readonly #path: string;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    directory: string,
    private readonly state: () => Json,
  ) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#path = join(directory, fileName);
  }

  /** The state of an earlier process, if there is one. */
  static read(directory: string): Json | undefined {
    const path = join(directory, fileName);
    if (!existsSync(path)) return undefined;
    return JSON.parse(readFileSync(path, "utf8")) as Json;
  }

  /** Saves soon; many changes in a row are one write. */
  changed(): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.flush();
    }, delay);
  }

  /** Saves at once. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const temporary = `${this.#path}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify(this.state()), { mode: 0o600 });
    chmodSync(temporary, 0o600);
    renameSync(temporary, this.#path);
  }

  /** Saves what is not saved yet, for the last time. */
  close(): void {
    if (this.#timer) this.flush();
    this.#closed = true;
  }
}

const fileName = "state.json";
