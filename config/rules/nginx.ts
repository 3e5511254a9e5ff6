import { upstreamOf } from "../nginx/sites";
import type { Rule, RuleContext } from "./context";
import { containerPath } from "./context";

/** What a gateway's sites may say. */
export const nginxRules: Rule[] = [upstreams, doubles, served];

function upstreams(context: RuleContext): void {
  for (const { vmid, nginx_sites = [] } of context.containers) {
    for (const [index, site] of nginx_sites.entries()) {
      const [host = "", port = ""] = site.upstream.split(":");
      const path = containerPath(vmid, "nginx_sites", index, "upstream");
      if (Number(port) < 1 || Number(port) > 65535) {
        context.report.error("lxc", path, "nginx-site", `${port} is no port`);
      }
      if (!/^\d+$/.test(host) || context.isBroken(Number(host))) continue;
      if (context.container(Number(host)) === undefined) {
        context.report.error("lxc", path, "nginx-site", `container ${host} is not declared`);
      } else if (upstreamOf(site, (other) => context.container(other)) === undefined) {
        const message = `container ${host} has no declared address; write HOST:PORT, or give it one`;
        context.report.error("lxc", path, "nginx-site", message);
      }
    }
  }
}

function doubles({ containers, report }: RuleContext): void {
  for (const { vmid, nginx_sites = [] } of containers) {
    const seen = new Set<string>();
    for (const [index, { name = "any name", port }] of nginx_sites.entries()) {
      const key = `${name} on port ${port}`;
      if (seen.has(key)) {
        const path = containerPath(vmid, "nginx_sites", index);
        report.error("lxc", path, "nginx-site", `${key} stands twice in this list`);
      }
      seen.add(key);
    }
  }
}

function served({ containers, report }: RuleContext): void {
  for (const { vmid, features, nginx_sites = [] } of containers) {
    if (nginx_sites.length === 0 || features.includes("nginx")) continue;
    const message = "does nothing: the container has not the feature nginx";
    report.warning("lxc", containerPath(vmid, "nginx_sites"), "no-effect", message);
  }
}
