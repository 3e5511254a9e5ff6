import type { ContainerConfig } from "../types";

type Site = NonNullable<ContainerConfig["nginx_sites"]>[number];

type FindContainer = (vmid: number) => ContainerConfig | undefined;

/** Where a site's upstream is; undefined for a container that is not declared, or has no address of its own. */
export function upstreamOf({ upstream }: Site, find: FindContainer): string | undefined {
  const [host = "", port = ""] = upstream.split(":");
  if (!/^\d+$/.test(host)) return upstream;
  const [address = ""] = (find(Number(host))?.network_config.ip ?? "").split("/");
  return /^\d/.test(address) ? `${address}:${port}` : undefined;
}

/**
 * The servers of a container's sites as nginx reads them: what a model says comes through as it is said, connections may
 * become WebSockets, and who answers learns who has asked for which name.
 */
export function nginxServers(sites: readonly Site[], find: FindContainer): string {
  const servers = sites.map((site) => serverOf(site, upstreamOf(site, find) ?? ""));
  return servers.length === 0 ? "" : `${upgrade}\n${servers.join("\n")}`;
}

// Without the client's wish the connection to the upstream is closed after the answer, as is nginx's default.
const upgrade = `map $http_upgrade $phoenix_connection {
    default upgrade;
    '' close;
}
`;

function serverOf({ name, port, scheme = "http" }: Site, upstream: string): string {
  return `server {
    listen ${port};
    server_name ${name ?? "_"};
    location / {
        proxy_pass ${scheme}://${upstream};
        proxy_http_version 1.1;
        proxy_buffering off;
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $phoenix_connection;
    }
}
`;
}
