import { isObject, type Json } from "../../config/json";

/**
 * What the program that a file is for takes from it: directives, entries and their values, each in its place. These
 * readers follow the programs' own rules and share nothing with those that Phoenix has.
 */
export function readAs(path: string, text: string): Json {
  if (/\/(?:lxc|qemu-server)\/\d+\.conf$/.test(path)) return guestFile(text);
  if (path.endsWith("/etc/network/interfaces")) return interfacesFile(text);
  if (/\/etc\/samba\/[^/]+\.conf$/.test(path)) return smbConf(text);
  if (/\/(?:variables|secrets)\.env$/.test(path)) return environmentFile(text);
  if (/^\s*[[{]/.test(text)) {
    const json = parsed(text);
    if (json !== undefined) return path.endsWith("/services.json") ? interpolated(json) : json;
  }
  return text;
}

/** PVE::LXC::Config and PVE::QemuServer, parse_config: a description in `#` lines, percent-encoded, then `key: value`. */
function guestFile(text: string): Json {
  const notes: string[] = [];
  const entries: Json[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("#")) notes.push(decodeURIComponent(line.slice(1)));
    else entries.push(line);
  }
  return { notes: notes.join("\n"), entries };
}

/** PVE::INotify, __read_etc_network_interfaces: lines of comments after a stanza belong to it. */
function interfacesFile(text: string): Json {
  const lines: string[] = [];
  let comment: string | undefined;
  for (const line of [...text.split("\n"), ""]) {
    const [, said] = /^\s*#(.*)$/.exec(line) ?? [];
    if (said !== undefined) {
      comment = comment === undefined ? said : `${comment}\n${said}`;
      continue;
    }
    if (comment !== undefined) lines.push(`#${comment}`);
    comment = undefined;
    lines.push(line);
  }
  return lines;
}

/** Samba's lib/util/params.c: a backslash at the end of a line continues it, `;` and `#` begin a line that is a comment. */
function smbConf(text: string): Json {
  const lines = text.replace(/\\[ \t]*\n/g, "").split("\n");
  return lines
    .map((line) => line.trim())
    .filter((line) => !/^[;#]|^$/.test(line))
    .map((line): Json => {
      const at = line.indexOf("=");
      if (line.startsWith("[") || at < 0) return line;
      const name = line.slice(0, at).replace(/\s/g, "").toLowerCase();
      return [name, line.slice(at + 1).trim()];
    });
}

/** compose-go's dotenv/parser.go: in single quotes everything stands for itself but a backslash before a quote. */
function environmentFile(text: string): Json {
  const found: Json[] = [];
  let at = 0;
  while (at < text.length) {
    const equals = text.indexOf("=", at);
    if (equals < 0) break;
    const name = text.slice(at, equals).trim();
    if (text[equals + 1] !== "'") {
      const end = endOf(text, "\n", equals);
      found.push([name, "unquoted", text.slice(equals + 1, end)]);
      at = end + 1;
      continue;
    }
    let end = equals + 2;
    while (end < text.length && (text[end] !== "'" || text[end - 1] === "\\")) end += 1;
    found.push([name, text.slice(equals + 2, end)]);
    at = endOf(text, "\n", end) + 1;
  }
  return found;
}

function endOf(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at < 0 ? text.length : at;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** compose-go's template package: `$$` is a dollar, and every other dollar begins a variable, or is a mistake. */
function interpolated(value: Json): Json {
  if (typeof value === "string") {
    const isPlain = !value.replaceAll("$$", "").includes("$");
    return isPlain ? value.replaceAll("$$", "$") : { interpolated: value };
  }
  if (Array.isArray(value)) return value.map(interpolated);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, interpolated(each)]));
}
