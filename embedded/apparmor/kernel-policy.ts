import { createHash } from "node:crypto";
import type { Files } from "../contract";
import type { CompiledProfile } from "./profile";

/** Where the kernel shows its policy. */
const root = "/sys/kernel/security/apparmor";
const top = `${root}/policy/profiles`;

/** The profiles that the kernel has: what it shows of them, and what confines processes. */
export class KernelPolicy {
  constructor(private readonly files: Files) {}

  /** Names with modes, as in the file `profiles`. */
  list(): { name: string; mode: string }[] {
    return this.#below(top).map((folder) => ({
      name: this.#text(`${folder}/name`),
      mode: this.#text(`${folder}/mode`),
    }));
  }

  has(name: string): boolean {
    return this.#folder(name) !== undefined;
  }

  /** Loads a profile, in place of one of the same name. Processes that it confines go on under the new one. */
  replace({ name, mode, blob }: CompiledProfile): void {
    const folder = this.#folder(name) ?? this.#newFolder(name);
    const sum = createHash("sha256").update(blob).digest("hex");
    const shown = { name: `${name}\n`, mode: `${mode}\n`, raw_data: blob, raw_sha256: `${sum}\n` };
    for (const [file, content] of Object.entries(shown)) {
      this.files.write(`${folder}/${file}`, content, { mode: file === "raw_data" ? 0o400 : 0o444 });
    }
    this.#show();
    this.#relabel(name, `${name} (${mode})`);
  }

  /** Unloads a profile with those inside it; what they confined is confined no more. */
  remove(name: string): void {
    const folder = this.#folder(name);
    if (folder === undefined) return;
    this.files.remove(folder);
    this.#show();
    this.#relabel(name, "unconfined");
  }

  #show(): void {
    const lines = this.list().map(({ name, mode }) => `${name} (${mode})\n`);
    this.files.write(`${root}/profiles`, lines.join(""), { mode: 0o444 });
  }

  #relabel(name: string, label: string): void {
    for (const pid of this.files.list("/proc").filter((each) => /^\d+$/.test(each))) {
      const path = `/proc/${pid}/attr/current`;
      if (this.#text(path).replace(/ \(\w+\)$/, "") === name) this.files.write(path, `${label}\n`);
    }
  }

  #folder(name: string): string | undefined {
    return this.#below(top).find((folder) => this.#text(`${folder}/name`) === name);
  }

  /** A profile's folder has its name with points for slashes, and a number of its own. */
  #newFolder(name: string): string {
    const at = name.lastIndexOf("//");
    const parent = at < 0 ? undefined : this.#folder(name.slice(0, at));
    const place = parent === undefined ? top : `${parent}/profiles`;
    const own = (at < 0 ? name : name.slice(at + 2)).replace(/^\//, "").replaceAll("/", ".");
    const used = this.#below(top).map((folder) =>
      Number(folder.slice(folder.lastIndexOf(".") + 1)),
    );
    return `${place}/${own}.${Math.max(0, ...used) + 1}`;
  }

  #below(place: string): string[] {
    return this.files.list(place).flatMap((name) => {
      const folder = `${place}/${name}`;
      return [folder, ...this.#below(`${folder}/profiles`)];
    });
  }

  #text(path: string): string {
    return (this.files.readText(path) ?? "").trimEnd();
  }
}
