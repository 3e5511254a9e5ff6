import { nginxServers, upstreamOf } from "../../config/nginx/sites";
import type { ContainerConfig } from "../../config/types";

const container = (ip?: string) =>
  ({
    network_config: { name: "eth0", bridge: "vmbr0", nameservers: [], ip },
  }) as unknown as ContainerConfig;
const find = (vmid: number) => (vmid === 950 ? container("10.0.0.150/24") : undefined);

test("a container is reached at its own address, and anything else as it is written", () => {
  const of = (upstream: string, at = find) => upstreamOf({ port: 80, upstream }, at);
  expect(of("950:8000")).toBe("10.0.0.150:8000");
  expect(of("10.0.0.5:80")).toBe("10.0.0.5:80");
  expect(of("nas.example:80")).toBe("nas.example:80");
  expect(of("951:8000")).toBeUndefined();
  expect(of("950:8000", () => container("dhcp"))).toBeUndefined();
  expect(of("950:8000", () => container("auto"))).toBeUndefined();
});

test("each site is a server of nginx, and how connections change is said once for all", () => {
  const sites = [
    { port: 8000, upstream: "950:8000" },
    { name: "portal.example", port: 443, upstream: "nas.example:9443", scheme: "https" as const },
  ];
  const text = nginxServers(sites, find);
  expect(text.match(/^map /gm)).toHaveLength(1);
  expect(text.match(/^server \{/gm)).toHaveLength(2);
  expect(text).toMatch(
    /listen 8000;\n +server_name _;[^}]*proxy_pass http:\/\/10\.0\.0\.150:8000;/,
  );
  expect(text).toMatch(/server_name portal\.example;[^}]*proxy_pass https:\/\/nas\.example:9443;/);
  expect(nginxServers([], find)).toBe("");
});
