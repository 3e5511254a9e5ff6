/** A mistake in a policy file, at one of its lines. */
export class PolicyError extends Error {
  override readonly name = "PolicyError";

  constructor(
    message: string,
    /** Absent for what is found when the whole file has been read. */
    readonly line?: number,
  ) {
    super(message);
  }
}

/** A part of a policy file up to what ends it. */
export interface Statement {
  readonly text: string;
  readonly end: "," | "{" | "}" | "end of file";
  /** Line that it ends on. */
  readonly line: number;
}

/** Reads a policy file statement by statement (apparmor.d(5)). */
export class StatementReader {
  #at = 0;
  #line = 1;

  constructor(private readonly text: string) {}

  get line(): number {
    return this.#line;
  }

  /** True where nothing but blanks and comments is left. */
  get isAtEnd(): boolean {
    this.#skip(/\s+|#(?!include\b)[^\n]*/y);
    return this.#at >= this.text.length;
  }

  /** What stands here on this line and fits, which is then behind us. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    const sticky = new RegExp(pattern.source, "y");
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.text);
    if (found === null) return undefined;
    this.#advance(found[0].length);
    return found;
  }

  /** Up to the next comma or brace that is no part of a word, of a quoted one, or of a list in parentheses. */
  next(): Statement {
    let text = "";
    let alternations = 0;
    for (;;) {
      const char = this.text[this.#at];
      if (char === undefined) return this.#statement(text, "end of file");
      const quoted = char === '"' ? this.take(/"[^"\n]*"/) : undefined;
      const listed = char === "(" ? this.take(/\([^)]*\)/) : undefined;
      const skipped = char === "#" ? this.take(/#[^\n]*/) : undefined;
      if (skipped !== undefined) continue;
      if (quoted !== undefined || listed !== undefined) {
        text += (quoted ?? listed)?.[0] ?? "";
        continue;
      }
      this.#advance(1);
      if (char === "{" && /\S$/.test(text) && !text.endsWith(")")) alternations += 1;
      else if (char === "{") return this.#statement(text, "{");
      else if (char === "}" && alternations > 0) alternations -= 1;
      else if (char === "}") return this.#statement(text, "}");
      else if (char === "," && alternations === 0) return this.#statement(text, ",");
      text += char;
    }
  }

  #statement(text: string, end: Statement["end"]): Statement {
    return { text: text.trim().replaceAll(/\s+/g, " "), end, line: this.#line };
  }

  #skip(pattern: RegExp): void {
    for (;;) {
      pattern.lastIndex = this.#at;
      const found = pattern.exec(this.text);
      if (found === null) return;
      this.#advance(found[0].length);
    }
  }

  #advance(count: number): void {
    const passed = this.text.slice(this.#at, this.#at + count);
    this.#line += passed.split("\n").length - 1;
    this.#at += count;
  }
}
