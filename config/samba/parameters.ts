/** A parameter of smb.conf(5) under the name that testparm(1) prints. */
export interface Parameter {
  readonly name: string;
  /** True where the other name means the opposite, as `writeable` does of `read only`. */
  readonly isOpposite: boolean;
}

const synonyms: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "allow hosts": "hosts allow",
    browsable: "browseable",
    "case sig names": "case sensitive",
    casesignames: "case sensitive",
    "create mode": "create mask",
    "debug level": "log level",
    debuglevel: "log level",
    "default service": "default",
    "deny hosts": "hosts deny",
    "directory mode": "directory mask",
    directory: "path",
    exec: "preexec",
    group: "force group",
    "lock dir": "lock directory",
    "max protocol": "server max protocol",
    "min protocol": "server min protocol",
    "only guest": "guest only",
    "prefered master": "preferred master",
    preload: "auto services",
    "print ok": "printable",
    printer: "printer name",
    "private directory": "private dir",
    protocol: "server max protocol",
    public: "guest ok",
    root: "root directory",
    "root dir": "root directory",
    "timestamp logs": "debug timestamp",
    user: "username",
    users: "username",
    "vfs object": "vfs objects",
  }),
);

const opposites: ReadonlyMap<string, string> = new Map([
  ["writable", "read only"],
  ["writeable", "read only"],
  ["write ok", "read only"],
]);

/** The parameter of a name, which may be written in any case; a parametric one (`module:option`) keeps its own. */
export function parameterOf(given: string): Parameter {
  const name = given.trim().replace(/\s+/g, " ");
  const lower = name.toLowerCase();
  const opposite = opposites.get(lower);
  if (opposite !== undefined) return { name: opposite, isOpposite: true };
  return { name: synonyms.get(lower) ?? (name.includes(":") ? name : lower), isOpposite: false };
}

/** What a switch says (lib/util/util.c, conv_str_bool); undefined for what is none. */
export function switchOf(value: string): boolean | undefined {
  if (/^(?:yes|true|1|on)$/i.test(value)) return true;
  return /^(?:no|false|0|off)$/i.test(value) ? false : undefined;
}

/** A share's name as Samba compares it. */
export function shareKey(name: string): string {
  return name.toLowerCase();
}

/** Whether [global] turns NetBIOS off, for which nmbd does not run. */
export function isWithoutNetbios(global: Readonly<Record<string, string>>): boolean {
  return switchOf(global["disable netbios"] ?? "") === true;
}
