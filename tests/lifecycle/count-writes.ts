import type { Host } from "../../host/host";

/**
 * Counts, from now on, the commands and requests to a host that may have changed it. One that the host refuses is none:
 * a program that looks first, such as zpool create, changes nothing then.
 */
export function countWrites({ shell, api }: Host): { readonly count: number } {
  const writes = { count: 0 };
  const noted = async <T>(isRead: boolean, done: Promise<T>): Promise<T> => {
    const result = await done;
    if (!isRead) writes.count += 1;
    return result;
  };
  const before = { shell: { ...shell }, api: { ...api } };
  const countedShell: Pick<Host["shell"], "run" | "script"> = {
    run(argv, options) {
      return noted(options?.reads === true, before.shell.run(argv, options));
    },
    script(text, args, options) {
      return noted(options?.reads === true, before.shell.script(text, args, options));
    },
  };
  const countedApi: Pick<Host["api"], "request"> = {
    request(method, path, params) {
      return noted(method === "GET", before.api.request(method, path, params));
    },
  };
  // In place, because the inspection holds the same objects.
  Object.assign(shell, countedShell);
  Object.assign(api, countedApi);
  return writes;
}
