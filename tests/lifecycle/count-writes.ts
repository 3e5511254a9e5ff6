import type { Host } from "../../host/host";

/** Counts, from now on, the commands and requests to a host that may change it. */
export function countWrites({ shell, api }: Host): { readonly count: number } {
  const writes = { count: 0 };
  const note = (isRead: boolean) => {
    if (!isRead) writes.count += 1;
  };
  const before = { shell: { ...shell }, api: { ...api } };
  const countedShell: Pick<Host["shell"], "run" | "script"> = {
    run(argv, options) {
      note(options?.reads === true);
      return before.shell.run(argv, options);
    },
    script(text, args, options) {
      note(options?.reads === true);
      return before.shell.script(text, args, options);
    },
  };
  const countedApi: Pick<Host["api"], "request"> = {
    request(method, path, params) {
      note(method === "GET");
      return before.api.request(method, path, params);
    },
  };
  // In place, because the inspection holds the same objects.
  Object.assign(shell, countedShell);
  Object.assign(api, countedApi);
  return writes;
}
