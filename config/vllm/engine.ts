import { readArguments, type Argument } from "./arguments";
import { settingsOf, type Value, type VllmFields } from "./settings";

/** The vLLM server of a container: what `vllm serve` is called with, and where it answers. */
export interface VllmEngine {
  readonly model: string;
  /** What comes after `vllm serve`, word by word. */
  readonly words: readonly string[];
  /** Where the guest itself reaches it. */
  readonly url: string;
  /** Whether its certificate may be one that nobody knows. */
  readonly hasTls: boolean;
}

/** Two places that give one flag different values. */
export interface Contradiction {
  readonly flag: string;
  readonly places: readonly Place[];
}

interface Place {
  /** Of the container's fields, such as `vllm_args[4]`. */
  readonly path: string;
  readonly value: Value;
}

/** The server that a container's fields declare; undefined where they name no model. */
export function vllmEngine(container: VllmFields): VllmEngine | undefined {
  const flags = flagsOf(container);
  const valueOf = (flag: string) => flags.get(flag)?.[0]?.value;
  const model = valueOf("--model");
  if (model === undefined) return undefined;
  const typed = [...flags].filter(([flag]) => flag !== "--model" && flag !== "--port");
  const port = valueOf("--port") ?? container.ports[0]?.container;
  const own = readArguments(container.vllm_args ?? []).given.filter(
    ({ flag }) => !isTyped(flags, flag),
  );
  const words = [
    String(model),
    ...(port === undefined ? [] : ["--port", String(port)]),
    ...typed.flatMap(([flag, [place]]) => (place === undefined ? [] : wordsOf(flag, place.value))),
    ...own.flatMap((argument) => argument.words),
  ];
  const hasTls = valueOf("--ssl-certfile") !== undefined;
  const address = addressOf(valueOf("--host"));
  const url = `${hasTls ? "https" : "http"}://${address}:${String(port ?? 8000)}`;
  return { model: String(model), words, url, hasTls };
}

/** Every flag that is given two different values. */
export function contradictionsOf(container: VllmFields): Contradiction[] {
  return [...flagsOf(container)].flatMap(([flag, places]) => {
    const [first] = places;
    const other = places.find((place) => first !== undefined && !isSame(first.value, place.value));
    return first === undefined || other === undefined ? [] : [{ flag, places: [first, other] }];
  });
}

/** Who gives each of the flags that have fields; those in vllm_args come last. */
function flagsOf(container: VllmFields): Map<string, Place[]> {
  const { given } = readArguments(container.vllm_args ?? []);
  return new Map(
    settingsOf(container).map(({ flag, said }) => {
      const fields = Object.entries(said).flatMap(([path, value]) =>
        value === undefined || value === "" ? [] : [{ path, value }],
      );
      return [flag, [...fields, ...given.flatMap((argument) => placesIn(flag, argument))]];
    }),
  );
}

function placesIn(flag: string, argument: Argument): Place[] {
  const path = `vllm_args[${argument.index}]`;
  if (argument.flag === negated(flag)) return [{ path, value: false }];
  if (argument.flag !== flag) return [];
  return [{ path, value: argument.values.length === 0 ? true : argument.values.join(" ") }];
}

function isTyped(flags: ReadonlyMap<string, readonly Place[]>, flag: string): boolean {
  return flags.has(flag) || [...flags.keys()].some((each) => negated(each) === flag);
}

/** argparse's way of switching a flag off (BooleanOptionalAction). */
function negated(flag: string): string {
  return `--no-${flag.slice(2)}`;
}

function wordsOf(flag: string, value: Value): string[] {
  if (value === true) return [flag];
  if (value === false) return [negated(flag)];
  return [flag, String(value)];
}

/** Numbers may be written in several ways. */
function isSame(one: Value, other: Value): boolean {
  if (one === other) return true;
  const [a, b] = [String(one), String(other)];
  return a === b || (a !== "" && b !== "" && Number(a) === Number(b));
}

/** A server that listens everywhere answers at the loopback's address. */
function addressOf(host: Value | undefined): string {
  const name = String(host ?? "0.0.0.0");
  if (name === "0.0.0.0") return "127.0.0.1";
  if (name === "::") return "[::1]";
  return name.includes(":") ? `[${name}]` : name;
}
