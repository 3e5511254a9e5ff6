import { oneOf, text } from "./text";

const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const ipv4 = `${octet}(?:\\.${octet}){3}`;
const ipv6 = "(?=[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:)[0-9a-fA-F:.]{2,45}";
const network = `(?:${ipv4}(?:/(?:3[0-2]|[12]?\\d))?|${ipv6}(?:/(?:12[0-8]|1[01]\\d|\\d?\\d))?)`;
const name = "[A-Za-z][A-Za-z0-9_-]+";

/** Log levels of syslog, and none (PVE/Firewall.pm, pve-fw-loglevel). */
export const logLevels = [
  "emerg",
  "alert",
  "crit",
  "err",
  "warning",
  "notice",
  "info",
  "debug",
  "nolog",
] as const;

export const logLevel = oneOf(logLevels);

export const policy = oneOf(["ACCEPT", "DROP", "REJECT"]);

/** What happens to a packet, or the name of a security group. */
export const ruleAction = text(
  "ACCEPT, DROP or REJECT, or for type group a security group's name",
  /^(?:ACCEPT|DROP|REJECT|[a-z][a-z0-9_-]{1,17})$/,
);

/** What a rule may name as source or destination (PVE/Firewall.pm, parse_address_list). */
export const ruleAddress = text(
  "addresses or networks such as 10.0.0.0/24, separated by commas, a range 10.0.0.1-10.0.0.9, an alias, or an ip set as +name",
  new RegExp(
    `^(?:\\+(?:(?:dc|guest|sdn)/)?${name}|(?:(?:dc|guest)/)?${name}|${ipv4}-${ipv4}|${network}(?:,${network})*)$`,
  ),
);

/** An address or a network of either IP version. */
export const cidr = text("an address or a network such as 10.0.0.0/24", new RegExp(`^${network}$`));

/** What an ip set may hold. */
export const setMember = text(
  "an address, a network such as 10.0.0.0/24, or an alias",
  new RegExp(`^(?:${network}|(?:(?:dc|guest)/)?${name})$`),
);

/** Ports as PVE takes them: up to 65535, ranges with a colon. */
export const ports = text(
  "a port, a range 8000:8010 or a list 80,443 as a string",
  /^(?:\d{1,5}(?:[:-]\d{1,5})?|[a-z][a-z0-9-]*)(?:,(?:\d{1,5}(?:[:-]\d{1,5})?|[a-z][a-z0-9-]*))*$/,
).transform((list) => list.replaceAll("-", ":"));

export const protocol = text(
  "a protocol of /etc/protocols such as tcp, udp or icmp, or its number",
  /^(?:[a-z][a-z0-9-]*|\d{1,3})$/,
);

export const macroName = text("a macro's name, such as SSH or HTTPS", /^[A-Za-z][A-Za-z0-9]*$/);

export const icmpType = text("an icmp type, such as echo-request", /^[A-Za-z][A-Za-z0-9-]*$/);

/** An interface of the node, or net0, net1 … of a guest. */
export const ruleInterface = text(
  "an interface of the node such as vmbr0, or net0, net1 … of a guest",
  /^[A-Za-z][A-Za-z0-9_.-]{1,19}$/,
);

/** Sets are written in lower case by PVE, and looked up as they are written. */
export const setName = text(
  "two or more lower case letters, digits, _ and -, a letter first",
  /^[a-z][a-z0-9_-]{1,63}$/,
);

export const groupName = text(
  "2 to 18 lower case letters, digits, _ and -, a letter first",
  /^[a-z][a-z0-9_-]{1,17}$/,
);

export const aliasName = text(
  "two or more letters, digits, _ and -, a letter first",
  /^[A-Za-z][A-Za-z0-9_-]{1,63}$/,
);

/** `enable=1,rate=5/second,burst=10`, in this order or another. */
export const logRateLimit = text(
  "enable=0 or 1, rate=N/second|minute|hour|day, burst=N, separated by commas",
  /^(?:(?:enable=)?[01]|rate=[1-9]\d*\/(?:second|minute|hour|day)|burst=\d+)(?:,(?:enable=[01]|rate=[1-9]\d*\/(?:second|minute|hour|day)|burst=\d+)){0,2}$/,
).transform((limit) =>
  limit
    .split(",")
    .map((part) => (part.includes("=") ? part : `enable=${part}`))
    .sort()
    .join(","),
);
