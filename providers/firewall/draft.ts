import type { ApiParam } from "../../host/api";
import { emptyFirewall, type FirewallFile } from "../../host/firewall/file";
import type { FirewallRule } from "../../host/firewall/rule";

/** Whose file: the datacenter's, the node's or a guest's. */
export type Scope = "cluster" | "node" | "guest";

export type Files = Readonly<Partial<Record<Scope, FirewallFile>>>;

/** One request, and what it does. */
export interface Step {
  readonly method: "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly params: Readonly<Record<string, ApiParam>>;
  /** The list that it addresses a rule of by its position, as it has to be before. */
  readonly list?: { readonly path: string; readonly rules: readonly FirewallRule[] };
  /** What the files say once it is done. */
  readonly after: Files;
}

/** A list of rules in a file: its own, or a security group's. */
export interface RulePlace {
  readonly scope: Scope;
  /** Path below the scope's. */
  readonly path: string;
  get(file: FirewallFile): readonly FirewallRule[];
  set(file: FirewallFile, rules: readonly FirewallRule[]): FirewallFile;
}

/** Requests one after the other, each with the files as they are after it. */
export class Draft {
  readonly steps: Step[] = [];
  #files: Files;

  /** @param paths the API's path of each scope */
  constructor(
    files: Files,
    readonly paths: Readonly<Partial<Record<Scope, string>>>,
  ) {
    this.#files = files;
  }

  file(scope: Scope): FirewallFile {
    return this.#files[scope] ?? emptyFirewall;
  }

  /** True while nothing that these files say has an effect. */
  get isOff(): boolean {
    const switched = this.#files.guest ?? this.file("cluster");
    return switched.options["enable"] !== "1";
  }

  write(
    scope: Scope,
    request: Pick<Step, "method" | "path" | "params">,
    change: (file: FirewallFile) => FirewallFile,
    list?: RulePlace,
  ): void {
    const base = this.paths[scope] ?? "";
    const before = this.file(scope);
    this.#files = { ...this.#files, [scope]: change(before) };
    this.steps.push({
      ...request,
      path: `${base}${request.path}`,
      ...(list !== undefined && { list: { path: `${base}${list.path}`, rules: list.get(before) } }),
      after: this.#files,
    });
  }
}
