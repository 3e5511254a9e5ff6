import type { ApiParam } from "../../host/api";
import { formatRule, type FirewallRule } from "../../host/firewall/rule";
import type { Draft, RulePlace } from "./draft";
import { commonSequence } from "./sequence";

const stranger = -1;

/**
 * Brings a list of rules to what is wanted, in two halves: first what lets more through, then what lets less through,
 * so that nothing is shut out between them that both the old and the new rules let in. A new rule comes in switched
 * off, goes to its place (PVE inserts at the top, whatever `pos` says), and is then switched on.
 */
export class RuleList {
  /** Of each rule of the list: which of the wanted ones it is. */
  readonly #ids: number[];

  constructor(
    private readonly draft: Draft,
    private readonly place: RulePlace,
    private readonly wanted: readonly FirewallRule[],
  ) {
    this.#ids = this.#rules().map(() => stranger);
    for (const [at, id] of commonSequence(this.#rules(), wanted, isAboutTheSame)) {
      this.#ids[at] = id;
    }
  }

  /** Puts in what is missing, and opens what is to be open. */
  open(): void {
    // From the last to the first, so that each goes right before the one that follows it.
    for (const [id, rule] of [...this.wanted.entries()].reverse()) {
      if (!this.#ids.includes(id)) this.#insert(id, rule);
    }
    this.#each((at, rule, want) => {
      if (want === undefined) {
        if (rule.enable && isClosing(rule)) this.#delete(at);
      } else if (want.enable !== rule.enable && want.enable !== isClosing(rule)) {
        this.#update(at, rule, want);
      }
    });
  }

  /** Takes out what nobody declares, and closes what is to be closed. */
  close(): void {
    this.#each((at, rule, want) => {
      if (want === undefined) this.#delete(at);
      else if (!saysTheSame(rule, want)) this.#update(at, rule, want);
    });
  }

  #insert(id: number, rule: FirewallRule): void {
    const next = this.#ids.indexOf(id + 1);
    const target = next < 0 ? this.#ids.length : next;
    const isOn = rule.enable && (this.draft.isOff || (target === 0 && !isClosing(rule)));
    const added = { ...rule, enable: isOn };
    const params = { ...membersOf(rule), enable: Number(isOn) };
    this.draft.write(this.place.scope, { method: "POST", path: this.place.path, params }, (file) =>
      this.place.set(file, [added, ...this.place.get(file)]),
    );
    this.#ids.unshift(id);
    if (target > 0) this.#moveFirst(target + 1);
  }

  /** Moves the first rule to before the one at `target`, which may be the end. */
  #moveFirst(target: number): void {
    const moved = <T>([first, ...rest]: readonly T[]): T[] => [
      ...rest.slice(0, target - 1),
      ...(first === undefined ? [] : [first]),
      ...rest.slice(target - 1),
    ];
    this.#write("PUT", 0, { moveto: target }, moved);
    this.#ids.splice(0, this.#ids.length, ...moved(this.#ids));
  }

  #update(at: number, rule: FirewallRule, want: FirewallRule): void {
    const gone = (["log", "comment"] as const).filter(
      (name) => rule[name] !== undefined && want[name] === undefined,
    );
    const params = {
      enable: Number(want.enable),
      ...(want.log !== undefined && { log: want.log }),
      ...(want.comment !== undefined && { comment: want.comment }),
      ...(gone.length > 0 && { delete: gone.join(",") }),
    };
    this.#write("PUT", at, params, (rules) => rules.map((each, i) => (i === at ? want : each)));
  }

  #delete(at: number): void {
    this.#write("DELETE", at, {}, (rules) => rules.filter((_, i) => i !== at));
    this.#ids.splice(at, 1);
  }

  #write(
    method: "PUT" | "DELETE",
    at: number,
    params: Record<string, ApiParam>,
    change: (rules: readonly FirewallRule[]) => FirewallRule[],
  ): void {
    this.draft.write(
      this.place.scope,
      { method, path: `${this.place.path}/${at}`, params },
      (file) => this.place.set(file, change(this.place.get(file))),
      this.place,
    );
  }

  /** From the last to the first, so that a deletion moves none that is still to come. */
  #each(visit: (at: number, rule: FirewallRule, want: FirewallRule | undefined) => void): void {
    for (const [at, rule] of [...this.#rules().entries()].reverse()) {
      visit(at, rule, this.wanted[this.#ids[at] ?? stranger]);
    }
  }

  #rules(): readonly FirewallRule[] {
    return this.place.get(this.draft.file(this.place.scope));
  }
}

/** Everything but what can be changed in place without changing what the rule is about. */
function isAboutTheSame(a: FirewallRule, b: FirewallRule): boolean {
  return topicOf(a) === topicOf(b);
}

function topicOf({ log, comment, ...rule }: FirewallRule): string {
  return formatRule({ ...plainMacro(rule), enable: true });
}

function saysTheSame(a: FirewallRule, b: FirewallRule): boolean {
  return formatRule(plainMacro(a)) === formatRule(plainMacro(b));
}

/** PVE writes a macro's name in its own way. */
function plainMacro(rule: FirewallRule): FirewallRule {
  return rule.macro === undefined ? rule : { ...rule, macro: rule.macro.toLowerCase() };
}

function isClosing({ action, type }: FirewallRule): boolean {
  return type !== "group" && action !== "ACCEPT";
}

function membersOf({ enable, ...members }: FirewallRule): Record<string, ApiParam> {
  return { ...members };
}
