import { defineCommand, parse, serialize } from "just-bash";
import type { ExecResult } from "../contract";
import { snapshotCommand } from "./exit-hook";

/**
 * The trap builtin, which the interpreter lacks. EXIT handlers run when the script has ended, with its variables
 * and functions; signals never arrive here, so that their handlers are only remembered, and ERR, DEBUG and
 * RETURN never fire.
 */
export class TrapTable {
  readonly #handlers = new Map<string, string>();

  /** Variables at the last `exit`, which the interpreter forgets. */
  variables: Record<string, string> = {};

  /** The builtin itself. */
  readonly command = defineCommand("trap", async (args) => ({
    ...{ stdout: "", stderr: "", exitCode: 0 },
    ...this.set(args),
  }));

  /** What runs before each `exit`; keeps `$?` as it was. */
  readonly snapshot = defineCommand(snapshotCommand, async (_args, context) => {
    this.variables = Object.fromEntries(context.env);
    return { stdout: "", stderr: "", exitCode: Number(context.env.get("?") ?? 0) };
  });

  set(args: readonly string[]): Partial<ExecResult> {
    const words = args[0] === "--" ? args.slice(1) : [...args];
    if (words.length === 0 || words[0] === "-p") return { stdout: this.#print(words.slice(1)) };
    const reset = words.length === 1 || words[0] === "-";
    const signals = words.length === 1 ? words : words.slice(1);
    for (const signal of signals.map(signalName)) {
      if (signal === undefined) {
        return {
          stderr: `bash: trap: ${signals.join(" ")}: invalid signal specification\n`,
          exitCode: 1,
        };
      }
      if (reset) this.#handlers.delete(signal);
      else this.#handlers.set(signal, words[0] ?? "");
    }
    return {};
  }

  /** What to run at the end of the script, if anything. */
  exitHandler(): string | undefined {
    return this.#handlers.get("EXIT") || undefined;
  }

  /** The function definitions at the top of a script, as a script. */
  static functionsOf(script: string): string {
    const ast = parse(script);
    const statements = ast.statements.filter((statement) =>
      statement.pipelines.some((pipeline) =>
        pipeline.commands.some((command) => command.type === "FunctionDef"),
      ),
    );
    return serialize({ ...ast, statements });
  }

  #print(signals: readonly string[]): string {
    const wanted = new Set(signals.map(signalName));
    return [...this.#handlers]
      .filter(([signal]) => wanted.size === 0 || wanted.has(signal))
      .map(([signal, handler]) => `trap -- '${handler.replaceAll("'", "'\\''")}' ${signal}\n`)
      .join("");
  }
}

const names = new Set(
  "EXIT ERR DEBUG RETURN HUP INT QUIT TERM PIPE ALRM USR1 USR2 CHLD TSTP WINCH".split(" "),
);
const numbers: Record<string, string> = {
  "0": "EXIT",
  "1": "HUP",
  "2": "INT",
  "3": "QUIT",
  "15": "TERM",
};

function signalName(word: string): string | undefined {
  const name = numbers[word] ?? word.toUpperCase().replace(/^SIG/, "");
  return names.has(name) ? name : undefined;
}
