/** How a value is read: a switch, octal or decimal digits, a size, a list, capitals, a word of a few, or text. */
type ParameterType = "b" | "o" | "i" | "z" | "l" | "u" | "e" | "s";

/** A parameter of smb.conf(5). */
export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  /** As testparm prints it. */
  readonly usual: string;
}

/** Reads rows `name|type|default`. */
export function readParameters(table: string): Parameter[] {
  return table
    .trim()
    .split("\n")
    .map((row) => {
      const [name = "", type = "s", usual = ""] = row.split("|");
      return { name, type: type as ParameterType, usual };
    });
}

/** A name as Samba compares it: without blanks, whatever its case. */
export function keyOf(name: string): string {
  return name.replace(/\s+/g, "").toLowerCase();
}

/** What a value is kept as; a message where it is refused. */
export function readValue({ name, type, usual }: Parameter, text: string): string | BadValue {
  switch (type) {
    case "b": {
      if (/^(yes|true|1|on)$/i.test(text)) return "Yes";
      if (/^(no|false|0|off)$/i.test(text)) return "No";
      return new BadValue(`set_variable_helper(${text}): value is not boolean!`);
    }
    case "o":
      return (parseInt(text, 8) || 0).toString(8).padStart(4, "0");
    case "i":
      return (parseInt(text, 10) || 0).toString();
    case "l":
      return readList(text);
    case "u":
      return text.toUpperCase();
    case "e": {
      const allowed = words[name];
      if (!allowed) return text === "" ? usual : text;
      const found = allowed.find((word) => word.toLowerCase() === text.toLowerCase());
      if (found !== undefined) return found;
      return new BadValue(`WARNING: Ignoring invalid value '${text}' for parameter '${name}'`);
    }
    default:
      return text;
  }
}

/** A value that makes Samba refuse the whole file. */
export class BadValue {
  constructor(readonly message: string) {}
}

function readList(text: string): string {
  const members = text.match(/(?:"[^"]*"|[^\s,;"])+/g) ?? [];
  return members
    .map((word) => word.replaceAll('"', ""))
    .map((word) => (/\s/.test(word) ? `"${word}"` : word))
    .join(" ");
}

const protocols = "default NT1 SMB2 SMB2_02 SMB2_10 SMB3 SMB3_00 SMB3_02 SMB3_11".split(" ");

/** The words of parameters that have few, where they are modelled. */
const words: Readonly<Record<string, readonly string[]>> = {
  "case sensitive": ["Auto", "Yes", "No"],
  "csc policy": ["manual", "documents", "programs", "disable"],
  "default case": ["lower", "upper"],
  "mangled names": ["illegal", "yes", "no"],
  "map readonly": ["no", "permissions", "yes"],
  "map to guest": ["Never", "Bad User", "Bad Password", "Bad Uid"],
  security: ["AUTO", "USER", "DOMAIN", "ADS"],
  "server max protocol": protocols,
  "server min protocol": protocols,
  "server role": ["auto", "standalone server", "member server"],
  "server smb encrypt": ["default", "off", "if_required", "desired", "required"],
  "strict locking": ["Auto", "Yes", "No"],
};
