import { parameterError } from "../api/api-error";
import type { Endpoint } from "../api/endpoint";
import { splitList } from "../api/schema/formats";
import type { Properties } from "../api/schema/property";
import { optionalFlag, optionalInteger, optionalText } from "../api/schema/property";
import type { Json } from "../contract";
import type { FirewallScope } from "./scope";
import { checkFirewallDigest, digestOf, readFirewall, saveFirewall } from "./scope";

const policy = optionalText({ enum: ["ACCEPT", "REJECT", "DROP"] });
export const logLevel = optionalText({
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

export const nodeFirewallOptions: Properties = {
  enable: optionalFlag,
  log_level_in: logLevel,
  log_level_out: logLevel,
  log_level_forward: logLevel,
  tcp_flags_log_level: logLevel,
  smurf_log_level: logLevel,
  nosmurfs: optionalFlag,
  tcpflags: optionalFlag,
  nf_conntrack_max: optionalInteger({ minimum: 32768 }),
  nf_conntrack_tcp_timeout_established: optionalInteger({ minimum: 7875 }),
  nf_conntrack_tcp_timeout_syn_recv: optionalInteger({ minimum: 30, maximum: 60 }),
  ndp: optionalFlag,
  nf_conntrack_allow_invalid: optionalFlag,
  nf_conntrack_helpers: optionalText({ format: helpersFormat }),
  protection_synflood: optionalFlag,
  protection_synflood_rate: optionalInteger(),
  protection_synflood_burst: optionalInteger(),
  log_nf_conntrack: optionalFlag,
  nftables: optionalFlag,
};

export const clusterFirewallOptions: Properties = {
  enable: optionalInteger({ minimum: 0 }),
  ebtables: optionalFlag,
  policy_in: policy,
  policy_out: policy,
  policy_forward: optionalText({ enum: ["ACCEPT", "DROP"] }),
  log_ratelimit: optionalText({
    properties: {
      enable: { type: "boolean", defaultKey: true },
      rate: optionalText({ pattern: /[1-9][0-9]*\/(second|minute|hour|day)/ }),
      burst: optionalInteger({ minimum: 0 }),
    },
  }),
};

const helpers = ["amanda", "ftp", "irc", "netbios-ns", "pptp", "sane", "sip", "snmp", "tftp"];

function helpersFormat(value: string): string | undefined {
  const unknown = value.split(",").find((helper) => !helpers.includes(helper));
  return unknown === undefined ? undefined : `unknown helper ${unknown}`;
}

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
      for (const key of splitList(request.params.get("delete") ?? "")) {
        if (!Object.hasOwn(options, key)) {
          throw parameterError({ delete: `no such option '${key}'` });
        }
        conf.options.delete(key);
      }
      for (const [key, value] of request.params) {
        if (!Object.hasOwn(options, key)) continue;
        // Above 1 the datacenter's firewall is on for a minute from now (PVE/API2/Firewall/Cluster.pm).
        const isTimed = key === "enable" && Number(value) > 1;
        conf.options.set(key, isTimed ? String(Math.floor(Date.now() / 1000)) : value);
      }
      saveFirewall(scope, request, conf);
      return null;
    },
  };
  return [read, change];
}
