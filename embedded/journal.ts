import type { Journal } from "./contract";

/** One change of the host. */
export interface JournalEntry {
  /** Counts from 1. */
  readonly number: number;
  readonly via: "api" | "shell" | "task";
  /** A request line, a command, or a task with its end. */
  readonly what: string;
}

/** The log of everything that changed the host. */
export class JournalLog implements Journal {
  readonly #entries: JournalEntry[];
  readonly #listeners: ((entry: JournalEntry) => void)[] = [];
  readonly #watchers: (() => void)[] = [];

  constructor(entries: readonly JournalEntry[] = []) {
    this.#entries = [...entries];
  }

  record(via: JournalEntry["via"], what: string): void {
    const number = (this.#entries.at(-1)?.number ?? 0) + 1;
    const entry = { number, via, what };
    this.#entries.push(entry);
    if (this.#entries.length > limit) this.#entries.shift();
    for (const listener of this.#listeners) listener(entry);
    this.touch();
  }

  /** Says that the state has changed without there being anything to log. */
  touch(): void {
    for (const watcher of this.#watchers) watcher();
  }

  entries(): readonly JournalEntry[] {
    return [...this.#entries];
  }

  /** Told of every later entry. */
  listen(listener: (entry: JournalEntry) => void): void {
    this.#listeners.push(listener);
  }

  /** Told whenever the state has changed. */
  watch(watcher: () => void): void {
    this.#watchers.push(watcher);
  }

  toJSON(): JournalEntry[] {
    return this.entries().slice();
  }
}

const limit = 20_000;
