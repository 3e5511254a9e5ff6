import type { Endpoint } from "../api/endpoint";
import { splitList } from "../api/schema/formats";
import type { Properties } from "../api/schema/property";
import { optionalFlag, optionalInteger, optionalText } from "../api/schema/property";
import type { Json } from "../contract";
import type { FirewallScope } from "./scope";
import { checkFirewallDigest, digestOf, readFirewall, saveFirewall } from "./scope";

const policy = optionalText({ enum: ["ACCEPT", "REJECT", "DROP"] });
const logLevel = optionalText({
  enum: ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug", "nolog"],
});

export const guestFirewallOptions: Properties = {
  enable: optionalFlag,
  dhcp: optionalFlag,
  ndp: optionalFlag,
  radv: optionalFlag,
  macfilter: optionalFlag,
  ipfilter: optionalFlag,
  policy_in: policy,
  policy_out: policy,
  log_level_in: logLevel,
  log_level_out: logLevel,
};

export const clusterFirewallOptions: Properties = {
  enable: optionalInteger({ minimum: 0 }),
  ebtables: optionalFlag,
  policy_in: policy,
  policy_out: policy,
  policy_forward: optionalText({ enum: ["ACCEPT", "DROP"] }),
  log_ratelimit: optionalText(),
};

/** GET and PUT …/firewall/options. */
export function optionEndpoints(scope: FirewallScope, options: Properties): Endpoint[] {
  const path = `${scope.path}/options`;
  const describe = (values: ReadonlyMap<string, string>): Record<string, Json> => {
    const rows = [...values].map(([key, value]): [string, Json] => {
      const numeric = options[key]?.type !== "string";
      return [key, numeric ? Number(value) : value];
    });
    return Object.fromEntries(rows);
  };
  const read: Endpoint = {
    method: "GET",
    path,
    parameters: scope.parameters,
    authorize: (request) => {
      scope.mayRead(request);
    },
    handle: (request) => {
      const answer = describe(readFirewall(scope, request).options);
      return { ...answer, digest: digestOf(answer) };
    },
  };
  const change: Endpoint = {
    method: "PUT",
    path,
    protected: true,
    parameters: {
      ...scope.parameters,
      ...options,
      delete: optionalText(),
      digest: optionalText({ maxLength: 64 }),
    },
    authorize: (request) => {
      scope.mayChange(request);
    },
    handle: (request) => {
      const conf = readFirewall(scope, request);
      checkFirewallDigest(request, digestOf(describe(conf.options)));
      for (const key of splitList(request.params.get("delete") ?? "")) conf.options.delete(key);
      for (const [key, value] of request.params) {
        if (Object.hasOwn(options, key)) conf.options.set(key, value);
      }
      saveFirewall(scope, request, conf);
      return null;
    },
  };
  return [read, change];
}
