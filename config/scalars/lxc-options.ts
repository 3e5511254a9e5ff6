import { text } from "./text";

/**
 * A raw line of the container's file, `lxc.key: value`; older files also write `=` and `:` without blanks. Read in the
 * one form that `/etc/pve/lxc/VMID.conf` shows.
 */
export const lxcOption = text(
  'a raw line such as "lxc.apparmor.profile: unconfined" (an lxc.* key, : or =, a value without control characters)',
  /^lxc\.[a-z0-9_.-]+ *[:=] *[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$/,
).transform(normaliseLxcOption);

/** One line in the spelling `key: value`. */
function normaliseLxcOption(line: string): string {
  const separator = line.search(/[:=]/);
  return `${line.slice(0, separator).trim()}: ${line.slice(separator + 1).trim()}`;
}
