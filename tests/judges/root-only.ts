import type { ApiRequest } from "../../embedded/host";

/**
 * What is in a request that Proxmox lets only root@pam itself set, whatever rights a token has (PVE/LXC.pm,
 * check_ct_modify_config_perm; PVE/API2/LXC/Status.pm).
 */
export function rootOnlyParameters({ method, path, params }: ApiRequest): string[] {
  if (method === "GET" || !/^\/nodes\/[^/]+\/lxc(\/|$)/.test(path)) return [];
  const undone = [params["delete"], params["revert"]].flatMap((keys) =>
    String(keys ?? "").split(/[,; ]+/),
  );
  const entries = [...Object.entries(params), ...undone.map((key) => [key, ""] as const)];
  return entries.filter(([key, value]) => isRootOnly(key, String(value))).map(([key]) => key);
}

function isRootOnly(key: string, value: string): boolean {
  if (/^dev\d+$/.test(key) || ["hookscript", "skiplock"].includes(key)) return true;
  if (key.startsWith("lxc.")) return true;
  if (key === "features") return value.split(",").some((flag) => !/^nesting=[01]$/.test(flag));
  // A path is a bind mount; a bare number would be a path for a token.
  return /^(rootfs|mp\d+)$/.test(key) && value !== "" && !/^[a-z][\w.-]*:/i.test(value);
}
