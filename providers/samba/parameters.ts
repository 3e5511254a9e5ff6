import { switchOf } from "../../config/samba/parameters";

type Parameters = Readonly<Record<string, string>>;

/**
 * What is live of these parameters, in the words of the declaration where it means the same, and what our file says
 * beside them.
 *
 * @param live what the section has otherwise than the server's defaults
 * @param defaults every parameter of [global], which shares begin with
 * @param own what our file says
 */
export function observeParameters(
  wanted: Parameters,
  live: Parameters,
  defaults: Parameters,
  own: Parameters,
): Record<string, string> {
  const found = Object.entries(wanted).flatMap(([name, value]) => {
    const says = live[name] ?? defaults[name];
    return says === undefined ? [] : [[name, saysTheSame(name, value, says) ? value : says]];
  });
  const more = Object.entries(own).filter(([name]) => wanted[name] === undefined);
  return Object.fromEntries([...found, ...more]) as Record<string, string>;
}

/** Whether testparm prints `live` for what is written as `wanted`. */
function saysTheSame(name: string, wanted: string, live: string): boolean {
  if (wanted === live) return true;
  const says = switchOf(wanted);
  if (/^(?:Yes|No)$/.test(live) && says !== undefined) return says === (live === "Yes");
  if (/(?:mask|mode)$/.test(name) && [wanted, live].every((text) => /^[0-7]+$/.test(text))) {
    return parseInt(wanted, 8) === parseInt(live, 8);
  }
  if (/^-?\d+$/.test(wanted) && /^-?\d+$/.test(live)) return Number(wanted) === Number(live);
  if (lists.has(name)) return members(wanted).join("\n") === members(live).join("\n");
  // Of a value with a closed list of words testparm prints its own spelling.
  return words.has(name) && wanted.toLowerCase() === live.toLowerCase();
}

/** Parameters that hold lists (smb.conf(5); type cmdlist or list in docs-xml/smbdotconf). */
const lists = new Set([
  "admin users",
  "hosts allow",
  "hosts deny",
  "interfaces",
  "invalid users",
  "name resolve order",
  "netbios aliases",
  "read list",
  "username",
  "valid users",
  "vfs objects",
  "wins server",
  "write list",
]);

/** Parameters of a closed list of words (type enum there). */
const words = new Set([
  "case sensitive",
  "client max protocol",
  "client min protocol",
  "csc policy",
  "default case",
  "ldap ssl",
  "map readonly",
  "map to guest",
  "mangled names",
  "security",
  "server max protocol",
  "server min protocol",
  "server role",
  "server signing",
  "server smb encrypt",
  "strict locking",
  "workgroup",
]);

/** Words apart at blanks and commas that stand in no quotes. */
function members(list: string): string[] {
  return (list.match(/(?:"[^"]*"|[^\s,;"])+/g) ?? []).map((word) => word.replaceAll('"', ""));
}
