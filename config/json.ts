import type { Path } from "./diagnostics";

/** A JSON value as a document holds it. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** A key that stands twice in one object: JSON.parse keeps the last one silently. */
interface DuplicateKey {
  readonly path: Path;
  readonly line: number;
  readonly column: number;
}

export interface ParsedJson {
  readonly value: Json;
  readonly duplicates: DuplicateKey[];
}

/** Where and why a text is not JSON; lines and columns count from 1. */
export class JsonError extends Error {
  constructor(
    readonly reason: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(`line ${line}, column ${column}: ${reason}`);
  }
}

/** Parses RFC 8259 JSON; unlike JSON.parse it knows the place of a mistake and sees keys that are given twice. */
export function parseJson(text: string): ParsedJson {
  return new Parser(text.startsWith("\uFEFF") ? text.slice(1) : text).document();
}

/** True for a JSON object, false for arrays and scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Half characters, which have no form in UTF-8; line ends that only some programs take for such; and what shows people
 * text in another order than programs read it in (Unicode TR 36, 3.2).
 */
const misleading =
  /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\u2028\u2029\ufeff\u202a-\u202e\u2066-\u2069]/;

const MAX_DEPTH = 200;

class Parser {
  #at = 0;
  readonly #path: (string | number)[] = [];
  readonly #duplicates: DuplicateKey[] = [];

  constructor(private readonly text: string) {}

  document(): ParsedJson {
    const value = this.#value();
    this.#blank();
    if (this.#at < this.text.length) this.#fail("unexpected text after the end of the document");
    return { value, duplicates: this.#duplicates };
  }

  #value(): Json {
    this.#blank();
    const character = this.text[this.#at];
    if (character === "{") return this.#nested(() => this.#object());
    if (character === "[") return this.#nested(() => this.#array());
    if (character === '"') return this.#string();
    for (const [word, value] of [
      ["true", true] as const,
      ["false", false] as const,
      ["null", null] as const,
    ]) {
      if (this.text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    return this.#number();
  }

  #nested(read: () => Json): Json {
    if (this.#path.length > MAX_DEPTH) this.#fail(`nested deeper than ${MAX_DEPTH} levels`);
    this.#at += 1;
    return read();
  }

  #object(): JsonObject {
    const object: JsonObject = {};
    if (this.#closes("}")) return object;
    do {
      this.#blank();
      const start = this.#at;
      if (this.text[start] !== '"') this.#fail("expected a key in double quotes");
      const key = this.#string();
      this.#expect(":");
      if (key === "__proto__") this.#fail("the key __proto__ is refused", start);
      this.#path.push(key);
      if (Object.hasOwn(object, key)) {
        this.#duplicates.push({ path: [...this.#path], ...this.#place(start) });
      }
      object[key] = this.#value();
      this.#path.pop();
    } while (this.#continues("}"));
    return object;
  }

  #array(): Json[] {
    const array: Json[] = [];
    if (this.#closes("]")) return array;
    do {
      this.#path.push(array.length);
      array.push(this.#value());
      this.#path.pop();
    } while (this.#continues("]"));
    return array;
  }

  #string(): string {
    const start = this.#at;
    const token = this.#token(/"(?:[^"\\\u0000-\u001f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"/y);
    if (token === undefined) this.#fail("the string does not end, or holds a wrong escape", start);
    const text = JSON.parse(token) as string;
    const odd = misleading.exec(text);
    if (odd !== null) {
      const code = odd[0].charCodeAt(0).toString(16);
      const half = /^[\ud800-\udfff]/.test(odd[0]);
      const why = half
        ? "half a character"
        : "a character that nobody sees and that changes how text is read";
      this.#fail(`the string holds \\u${code}, which is ${why}`, start);
    }
    return text;
  }

  #number(): number {
    const token = this.#token(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (token !== undefined && token !== "") return Number(token);
    return this.#fail(
      this.#at >= this.text.length ? "the file ends too early" : "expected a value",
    );
  }

  #token(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const token = pattern.exec(this.text)?.[0];
    this.#at += token?.length ?? 0;
    return token;
  }

  #closes(bracket: string): boolean {
    this.#blank();
    if (this.text[this.#at] !== bracket) return false;
    this.#at += 1;
    return true;
  }

  #continues(bracket: string): boolean {
    if (this.#closes(bracket)) return false;
    if (this.text[this.#at] !== ",") this.#fail(`expected "," or "${bracket}"`);
    this.#at += 1;
    this.#blank();
    if (this.text[this.#at] === bracket) this.#fail(`a comma before "${bracket}"`);
    return true;
  }

  #expect(character: string): void {
    this.#blank();
    if (this.text[this.#at] !== character) this.#fail(`expected "${character}"`);
    this.#at += 1;
  }

  #blank(): void {
    this.#token(/[ \t\r\n]*/y);
  }

  #place(at: number): { line: number; column: number } {
    const before = this.text.slice(0, at);
    return { line: before.split("\n").length, column: at - before.lastIndexOf("\n") };
  }

  #fail(reason: string, at = this.#at): never {
    const { line, column } = this.#place(at);
    throw new JsonError(at >= this.text.length ? "the file ends too early" : reason, line, column);
  }
}
