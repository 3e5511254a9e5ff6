import { z } from "zod";
import { logLevels } from "../../config/scalars/firewall";
import { parseRange } from "../../host/firewall/ranges";
import { formatRule, parseRule } from "../../host/firewall/rule";

const logLevel = z.enum(logLevels);
const policy = z.enum(["ACCEPT", "REJECT", "DROP"]);
const flag = z.boolean();

/** What holds for the whole datacenter (PVE/Firewall.pm, cluster_option_properties). */
const clusterOptions = z.strictObject({
  /** Whether anything is filtered at all. */
  enable: flag.nullish(),
  ebtables: flag.nullish(),
  policy_in: policy.nullish(),
  policy_out: policy.nullish(),
  policy_forward: z.enum(["ACCEPT", "DROP"]).nullish(),
  /** `burst=N,enable=0|1,rate=N/UNIT`, the keys in alphabetical order. */
  log_ratelimit: z
    .string()
    .regex(
      /^(?:burst=\d+)?(?:(?:^|,)enable=[01])?(?:(?:^|,)rate=[1-9]\d*\/(?:second|minute|hour|day))?$/,
      "must be burst=N,enable=0|1,rate=N/(second|minute|hour|day)",
    )
    .nullish(),
});

/** What holds for the node (host_option_properties). */
const nodeOptions = z.strictObject({
  enable: flag.nullish(),
  log_level_in: logLevel.nullish(),
  log_level_out: logLevel.nullish(),
  log_level_forward: logLevel.nullish(),
  tcp_flags_log_level: logLevel.nullish(),
  smurf_log_level: logLevel.nullish(),
  nosmurfs: flag.nullish(),
  tcpflags: flag.nullish(),
  ndp: flag.nullish(),
  nf_conntrack_max: z.int().min(32768).nullish(),
  nf_conntrack_tcp_timeout_established: z.int().min(7875).nullish(),
  nf_conntrack_tcp_timeout_syn_recv: z.int().min(30).max(60).nullish(),
  nf_conntrack_allow_invalid: flag.nullish(),
  /** Names of helpers, separated by commas. */
  nf_conntrack_helpers: z
    .string()
    .regex(/^[a-z-]+(?:,[a-z-]+)*$/, "must be names of conntrack helpers, separated by commas")
    .nullish(),
  protection_synflood: flag.nullish(),
  protection_synflood_rate: z.int().min(1).nullish(),
  protection_synflood_burst: z.int().min(1).nullish(),
  log_nf_conntrack: flag.nullish(),
  nftables: flag.nullish(),
});

/** What holds for a guest (vm_option_properties). */
const guestOptions = z.strictObject({
  enable: flag.nullish(),
  policy_in: policy.nullish(),
  policy_out: policy.nullish(),
  log_level_in: logLevel.nullish(),
  log_level_out: logLevel.nullish(),
  dhcp: flag.nullish(),
  ndp: flag.nullish(),
  radv: flag.nullish(),
  macfilter: flag.nullish(),
  ipfilter: flag.nullish(),
});

const setName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{1,63}$/, "must be two or more lower case letters, digits, _ and -");

const groupName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{1,17}$/, "must be 2 to 18 lower case letters, digits, _ and -");

const aliasName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{1,63}$/, "must be two or more letters, digits, _ and -");

const comment = z
  .string()
  .regex(/^[^\r\n]*$/, "must be one line")
  .refine((text) => text.trim() === text, "must not begin or end with a blank");

const cidr = z
  .string()
  .refine(
    (text) => !text.includes("-") && parseRange(text) !== undefined,
    "must be an address or a network",
  );

/** An address, a network or an alias; with `!` one that is not in the set although a larger network is. */
const entry = z
  .string()
  .refine(
    (text) =>
      /^!?(?:(?:dc|guest)\/)?[A-Za-z][A-Za-z0-9_-]+$/.test(text) ||
      cidr.safeParse(text.replace(/^!/, "")).success,
    "must be an address, a network or an alias",
  );

/**
 * Rules as a firewall file has them, one on each line and a newline after each: Pulumi shows the difference of two
 * such texts line by line, so that a rule that was inserted is one line.
 */
const ruleLines = z
  .string()
  .refine((text) => text === "" || text.endsWith("\n"), "must have a newline after each rule")
  .refine((text) => {
    const lines = text.split("\n").slice(0, -1);
    return lines.every((line) => {
      const rule = parseRule(line);
      return rule !== undefined && formatRule(rule) === line;
    });
  }, "must be rules as Proxmox VE writes them");

const aliases = z.record(aliasName, z.strictObject({ cidr, comment }).nullable());

const ipsets = z.record(
  setName,
  z
    .strictObject({ comment, /** Comments by entry. */ entries: z.record(entry, comment) })
    .nullable(),
);

/** The firewall of the datacenter and of the node: what is absent is left as it is, what is null is taken out. */
export const firewallSchema = z.strictObject({
  options: clusterOptions,
  aliases,
  ipsets,
  groups: z.record(groupName, z.strictObject({ comment, rules: ruleLines }).nullable()),
  /** Rules of every node. */
  rules: ruleLines.optional(),
  nodeOptions,
  /** Rules of this node, which come before those of every node. */
  nodeRules: ruleLines.optional(),
});

/** The firewall of a guest: what is absent is left as it is, what is null is taken out. */
export const guestFirewallSchema = z.strictObject({
  vmid: z.int().min(100).max(999_999_999),
  options: guestOptions,
  aliases,
  ipsets,
  rules: ruleLines.optional(),
  /** What its rules name of the node's declared firewall, which is there before: `ip set management`. */
  declared: z.array(z.string()).optional(),
});

export type FirewallSpec = z.infer<typeof firewallSchema>;
export type GuestFirewallSpec = z.infer<typeof guestFirewallSchema>;
