import type { Host } from "../../host/host";

/** Counts, from now on, the commands and requests to a host that may change it. */
export function countWrites({ shell, api }: Host): { readonly count: number } {
  const writes = { count: 0 };
  const { run, script } = shell;
  const { request } = api;
  const note = (isRead: boolean) => {
    if (!isRead) writes.count += 1;
  };
  Object.assign(shell, {
    run(...[argv, options]: Parameters<typeof run>) {
      note(options?.reads === true);
      return run(argv, options);
    },
    script(...[text, args, options]: Parameters<typeof script>) {
      note(options?.reads === true);
      return script(text, args, options);
    },
  });
  Object.assign(api, {
    request(...[method, path, params]: Parameters<typeof request>) {
      note(method === "GET");
      return request(method, path, params);
    },
  });
  return writes;
}
