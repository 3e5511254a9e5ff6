import { parseArgs } from "node:util";
import { UserError } from "../../host/errors";

/** What `npm run new` is asked for. */
export type Request =
  | { readonly remove: string }
  | {
      readonly name: string;
      /** vmid or name of the layer that it is a clone of. */
      readonly from: string;
      /** As gpu_assignment has it: `0`, `0,1` or `none`. */
      readonly gpu: string;
      /** In MiB; that of the layer where absent. */
      readonly memory?: number;
      readonly cores?: number;
      /** Size of the rootfs in GiB. */
      readonly disk?: number;
      readonly ip?: string;
      readonly features: readonly string[];
      /** Ports that the firewall lets in. */
      readonly open: readonly string[];
      /** Milliseconds until it is no longer needed. */
      readonly ttl?: number;
    };

const usage = `npm run new -- NAME --from LAYER [--gpu 0,1] [--memory MIB] [--cores N] [--disk GIB] [--ip auto|dhcp|ADDRESS/PREFIX]
                 [--feature NAME]… [--open PORT]… [--ttl 2d] [--yes]
npm run new -- --remove NAME [--yes]`;

const units = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * Reads the words of the command line.
 *
 * @throws UserError with all that is wrong with them, and how to write it
 */
export function readRequest(words: readonly string[]): Request {
  const { values, positionals } = parse(words);
  const problems: string[] = [];
  const number = (option: "memory" | "cores" | "disk") => {
    const text = values[option];
    if (text !== undefined && !/^[1-9]\d{0,8}$/.test(text)) {
      problems.push(`--${option} is ${JSON.stringify(text)}: it takes a whole number`);
    }
    return text === undefined ? {} : { [option]: Number(text) };
  };
  if (values.remove !== undefined) {
    const others = Object.keys(values).filter((option) => option !== "remove");
    if (others.length + positionals.length > 0)
      problems.push("--remove takes a guest's name alone");
    fail(problems);
    return { remove: values.remove };
  }
  const [name = "", ...more] = positionals;
  if (name === "") problems.push("the new guest has no name");
  if (more.length > 0) problems.push(`there is more than one name: ${positionals.join(" ")}`);
  if (values.from === undefined) problems.push("--from is missing: the layer to clone");
  const [, count, unit] = /^([1-9]\d{0,3})([mhdw])$/.exec(values.ttl ?? "") ?? [];
  if (values.ttl !== undefined && unit === undefined) {
    problems.push(
      `--ttl is ${JSON.stringify(values.ttl)}: it takes a number with m, h, d or w, such as 2d`,
    );
  }
  const request = {
    name,
    from: values.from ?? "",
    gpu: values.gpu ?? "none",
    ...number("memory"),
    ...number("cores"),
    ...number("disk"),
    ...(values.ip !== undefined && { ip: values.ip }),
    features: values.feature ?? [],
    open: values.open ?? [],
    ...(unit !== undefined && { ttl: Number(count) * units[unit as keyof typeof units] }),
  };
  fail(problems);
  return request;
}

function parse(words: readonly string[]) {
  const text = { type: "string" } as const;
  const list = { type: "string", multiple: true } as const;
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        ...{ remove: text, from: text, gpu: text, memory: text, cores: text, disk: text },
        ...{ ip: text, ttl: text, feature: list, open: list },
      },
    });
  } catch (error) {
    throw new UserError(`${(error as Error).message}\n${usage}`);
  }
}

function fail(problems: readonly string[]): void {
  if (problems.length > 0) throw new UserError(`${problems.join("\n")}\n${usage}`);
}
