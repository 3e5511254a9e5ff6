import type { Files } from "../contract";
import { ProgramError } from "../contract";
import type { Program, ProgramIo } from "../shell/program";
import { releaseOf } from "./dpkg";

const archive = "/usr/lib/locale/locale-archive";

/** locale(1): `-a` lists what was generated; without options the settings of the environment. */
export const locale: Program = (args, io) => {
  if (args.includes("-a"))
    return ["C", "C.utf8", "POSIX", ...generated(io.files)]
      .sort()
      .map((name) => `${name}\n`)
      .join("");
  const lang = io.env["LANG"] ?? "";
  const categories =
    "CTYPE NUMERIC TIME COLLATE MONETARY MESSAGES PAPER NAME ADDRESS TELEPHONE MEASUREMENT IDENTIFICATION".split(
      " ",
    );
  const lines = categories.map((name) => `LC_${name}="${io.env["LC_ALL"] || lang || "POSIX"}"\n`);
  return `LANG=${lang}\nLANGUAGE=${io.env["LANGUAGE"] ?? ""}\n${lines.join("")}LC_ALL=${io.env["LC_ALL"] ?? ""}\n`;
};

/** locale-gen(8): what /etc/locale.gen names; Ubuntu's also takes names and adds them there. */
export const localeGen: Program = (args, io) => {
  const path = "/etc/locale.gen";
  const names = args.filter((word) => !word.startsWith("-"));
  let content = io.files.readText(path) ?? "";
  if (releaseOf(io.files) === "noble") {
    for (const name of names) content = uncomment(content, name);
    if (names.length > 0) io.files.write(path, content);
  }
  const wanted = [...content.matchAll(/^([a-z][\w.@-]*)[ \t]+(\S+)/gm)].map(
    ([, name = "", charset = ""]) => ({ name, charset }),
  );
  io.files.write(
    archive,
    wanted.map(({ name, charset }) => `${archiveName(name, charset)}\n`).join(""),
  );
  io.record();
  const lines = wanted.map(
    ({ name, charset }) => `  ${name.includes(".") ? name : `${name}.${charset}`}... done\n`,
  );
  return `Generating locales (this might take a while)...\n${lines.join("")}Generation complete.\n`;
};

/** localedef(1): `-i LANGUAGE -f CHARSET NAME` adds one locale. */
export const localedef: Program = (args, io) => {
  const name = args.at(-1) ?? "";
  if (args.includes("--list-archive"))
    return generated(io.files)
      .map((each) => `${each}\n`)
      .join("");
  const all = new Set([...generated(io.files), archiveName(name, "UTF-8")]);
  io.files.write(
    archive,
    [...all]
      .sort()
      .map((each) => `${each}\n`)
      .join(""),
  );
  io.record();
  return "";
};

/** update-locale(8): writes /etc/default/locale, from Debian 13 on /etc/locale.conf, and refuses a locale that was not generated. */
export const updateLocale: Program = (args, io) => {
  const usual = releaseOf(io.files) === "trixie" ? "/etc/locale.conf" : "/etc/default/locale";
  const said = args.find((word) => word.startsWith("--locale-file="));
  const path = said === undefined ? usual : said.slice("--locale-file=".length);
  const lines = new Map(
    (io.files.readText(path) ?? "")
      .split("\n")
      .filter((line) => line.includes("="))
      .map((line) => [line.slice(0, line.indexOf("=")), line]),
  );
  for (const word of args.filter((each) => !each.startsWith("--"))) {
    const [name = "", value] = word.split("=");
    if (value === undefined || value === "") lines.delete(name);
    else {
      if (name !== "LANGUAGE") requireLocale(io, name, value);
      lines.set(name, `${name}=${value}`);
    }
  }
  io.files.write(path, [...lines.values()].map((line) => `${line}\n`).join(""));
  io.record();
  return "";
};

function requireLocale(io: ProgramIo, name: string, value: string): void {
  const bare = value.replace(/^"|"$/g, "");
  const known = ["C", "POSIX", "C.utf8", ...generated(io.files)];
  if (known.includes(archiveName(bare, ""))) return;
  throw new ProgramError(
    `*** update-locale: Error: invalid locale settings:  ${name}=${bare}`,
    255,
  );
}

function generated(files: Files): string[] {
  return (files.readText(archive) ?? "").split("\n").filter(Boolean);
}

/** `en_US.UTF-8` is kept and listed as `en_US.utf8`. */
function archiveName(name: string, charset: string): string {
  const [language = "", codeset = charset] = name.split(".");
  const plain = codeset.toLowerCase().replace(/-/g, "");
  return plain === "" ? language : `${language}.${plain}`;
}

function uncomment(content: string, name: string): string {
  const line = new RegExp(`^#\\s*(${name.replace(/[.]/g, "\\.")}(?:\\.UTF-8)?\\s.*)$`, "m");
  if (line.test(content)) return content.replace(line, "$1");
  return new RegExp(`^${name}\\s`, "m").test(content) ? content : `${content}${name} UTF-8\n`;
}
