import fs from "node:fs";

/** Processes of a run of Pulumi, by what they do, and the host beside them. */
export type Part = "engine" | "language" | "program" | "provider" | "other" | "host";

/** Seconds of processor time, user and system. */
export type ProcessorTime = Readonly<Partial<Record<Part, number>>>;

/** proc_pid_stat(5): fields of the text after the command's name, and the clock ticks of Linux a second. */
const fields = { parent: 1, user: 11, system: 12 };
const ticks = 100;
const interval = 50;

/** Watches a process with all that it starts, and another one, from now on; the returned function tells what they took. */
export function watchProcessorTime(pid: number, hostPid: number): () => ProcessorTime {
  const seen = new Map<number, { part: Part; seconds: number }>();
  const hostBefore = stat(hostPid)?.seconds ?? 0;
  const look = (): void => {
    const all = processes();
    for (const [each, { seconds }] of all) {
      if (each !== pid && !descends(each, pid, all)) continue;
      const part = each === pid ? "engine" : (seen.get(each)?.part ?? "other");
      seen.set(each, { part: part === "other" ? partOf(each) : part, seconds });
    }
  };
  const timer = setInterval(look, interval);
  return () => {
    clearInterval(timer);
    const total: Partial<Record<Part, number>> = {
      host: (stat(hostPid)?.seconds ?? hostBefore) - hostBefore,
    };
    for (const { part, seconds } of seen.values()) total[part] = (total[part] ?? 0) + seconds;
    return total;
  };
}

type Processes = ReadonlyMap<number, { readonly parent: number; readonly seconds: number }>;

function processes(): Processes {
  const pids = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return new Map(
    pids.flatMap((name) => {
      const found = stat(Number(name));
      return found === undefined ? [] : [[Number(name), found] as const];
    }),
  );
}

function stat(pid: number): { parent: number; seconds: number } | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const rest = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const number = (field: number): number => Number(rest[field]);
  return {
    parent: number(fields.parent),
    seconds: (number(fields.user) + number(fields.system)) / ticks,
  };
}

function descends(pid: number, ancestor: number, all: Processes): boolean {
  for (let at = all.get(pid)?.parent ?? 0; at > 1; at = all.get(at)?.parent ?? 0) {
    if (at === ancestor) return true;
  }
  return false;
}

function partOf(pid: number): Part {
  const words = read(`/proc/${pid}/cmdline`)?.split("\0").join(" ") ?? "";
  if (words.includes("cmd/dynamic-provider")) return "provider";
  if (words.includes("--engine")) return "program";
  return words.includes("language-nodejs") ? "language" : "other";
}

/** What is gone meanwhile has nothing to tell. */
function read(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
