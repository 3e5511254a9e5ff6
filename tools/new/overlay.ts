import fs from "node:fs";
import path from "node:path";
import { applyEdits, modify, parse } from "jsonc-parser";
import { overlayOf } from "../../config/load";
import { UserError } from "../../host/errors";

const formattingOptions = { insertSpaces: true, tabSize: 2, eol: "\n" };

/** The overlay of a stack, in which single guests come and go while everything else keeps its form. */
export class Overlay {
  readonly file: string;
  /** What it held before; undefined where it was not there. */
  readonly before: string | undefined;
  #text: string;

  constructor(directory: string, stack: string) {
    this.file = overlayOf(directory, stack);
    this.before = fs.existsSync(this.file) ? fs.readFileSync(this.file, "utf8") : undefined;
    this.#text = this.before ?? '{\n  "$schema": "../schema/overlay.schema.json"\n}\n';
  }

  get text(): string {
    return this.#text;
  }

  add(vmid: number, entry: object): void {
    this.#set(vmid, entry);
  }

  /**
   * Takes out the guest of a name, and returns its number.
   *
   * @throws UserError for one that this overlay does not declare as a whole
   */
  remove(name: string): number {
    const { lxc } = parse(this.#text) as { lxc?: { lxc_configs?: Record<string, Guest> } };
    const found = Object.entries(lxc?.lxc_configs ?? {}).find(
      ([vmid, guest]) => guest.name === name || (vmid === name && guest.name !== undefined),
    );
    if (found === undefined) {
      const file = path.relative(process.cwd(), this.file);
      throw new UserError(`${file} declares no guest ${JSON.stringify(name)} of its own.`);
    }
    this.#set(Number(found[0]), undefined);
    return Number(found[0]);
  }

  /** Writes it, whole or not at all. */
  write(): void {
    const next = `${this.file}.new`;
    fs.mkdirSync(path.dirname(this.file), { recursive: true });
    fs.writeFileSync(next, this.#text);
    fs.renameSync(next, this.file);
  }

  #set(vmid: number, value: object | undefined): void {
    const place = ["lxc", "lxc_configs", String(vmid)];
    this.#text = applyEdits(this.#text, modify(this.#text, place, value, { formattingOptions }));
  }
}

interface Guest {
  readonly name?: string;
}
