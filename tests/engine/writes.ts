import type { Host } from "../../host/host";

/** A request or command that may change the host. */
export interface Write {
  /** Counts from 1 on one host. */
  readonly number: number;
  /** As a person would read it: `POST /nodes/…`, `zfs set …`. */
  readonly what: string;
}

/** Stands around every write of a host: `send` does it. */
export type AroundWrite = <T>(write: Write, send: () => Promise<T>) => Promise<T>;

/** Has every request and command of a host that may change it go through `around`, from now on. */
export function aroundWrites({ shell, api }: Host, around: AroundWrite): void {
  let number = 0;
  const write = <T>(what: string, send: () => Promise<T>): Promise<T> => {
    number += 1;
    return around({ number, what }, send);
  };
  const before = { shell: { ...shell }, api: { ...api } };
  const newShell: Pick<Host["shell"], "run" | "script"> = {
    run(argv, options) {
      const send = () => before.shell.run(argv, options);
      return options?.reads === true ? send() : write(shortened(argv), send);
    },
    script(text, args, options) {
      const send = () => before.shell.script(text, args, options);
      return options?.reads === true ? send() : write(shortened(["script", text, ...args]), send);
    },
  };
  const newApi: Pick<Host["api"], "request"> = {
    request(method, path, params) {
      const send = () => before.api.request(method, path, params);
      return method === "GET" ? send() : write(`${method} ${path}`, send);
    },
  };
  // In place, because the inspection holds the same objects.
  Object.assign(shell, newShell);
  Object.assign(api, newApi);
}

function shortened(argv: readonly string[]): string {
  const words = argv.map((word) => {
    const line = word.split("\n").find((each) => each.trim() !== "") ?? "";
    return line === word && line.length <= 80 ? line : `${line.slice(0, 80)}…`;
  });
  return words.join(" ").slice(0, 200);
}
