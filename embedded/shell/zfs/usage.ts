import { ProgramError } from "../../contract";

/** A mistake in the command line, with the subcommand's usage below as zfs(8) and zpool(8) print it; exit code 2. */
export function usageError(
  program: "zfs" | "zpool",
  command: string,
  problem?: string,
): ProgramError {
  const lines = usages[`${program} ${command}`] ?? [command];
  const usage = lines.map((line) => `\t${line}\n`).join("");
  const first = problem === undefined ? "" : `${problem}\n`;
  const help = program === "zfs" ? zfsHelp : "";
  return new ProgramError(`${first}usage:\n${usage}${help}\n`, 2);
}

/** What zfs(8) says of an option it does not know. */
export function badOption(
  program: "zfs" | "zpool",
  command: string,
): (option: string) => ProgramError {
  return (option) => usageError(program, command, `invalid option '${option}'`);
}

/** What zfs(8) says where an option's value is missing. */
export function missingValue(
  program: "zfs" | "zpool",
  command: string,
): (option: string) => ProgramError {
  return (option) => usageError(program, command, `missing argument for '${option}' option`);
}

const zfsHelp = `
For the property list, run: zfs set|get

For the delegated permission list, run: zfs allow|unallow

For further help on a command or topic, run: zfs help [<topic>]
`;

const usages: Record<string, readonly string[]> = {
  "zfs create": [
    "create [-Pnpuv] [-o property=value] ... <filesystem>",
    "create [-Pnpsv] [-b blocksize] [-o property=value] ... -V <size> <volume>",
  ],
  "zfs destroy": [
    "destroy [-fnpRrv] <filesystem|volume>",
    "destroy [-dnpRrv] <filesystem|volume>@<snap>[%<snap>][,...]",
    "destroy <filesystem|volume>#<bookmark>",
  ],
  "zfs snapshot": ["snapshot [-r] [-o property=value] ... <filesystem|volume>@<snap> ..."],
  "zfs rollback": ["rollback [-rRf] <snapshot>"],
  "zfs clone": ["clone [-p] [-o property=value] ... <snapshot> <filesystem|volume>"],
  "zfs promote": ["promote <clone-filesystem>"],
  "zfs rename": [
    "rename [-f] <filesystem|volume|snapshot> <filesystem|volume|snapshot>",
    "rename -p [-f] <filesystem|volume> <filesystem|volume>",
    "rename -u [-f] <filesystem> <filesystem>",
    "rename -r <snapshot> <snapshot>",
  ],
  "zfs list": [
    "list [-Hp] [-j [--json-int]] [-r|-d max] [-o property[,...]] [-s property]...",
    "    [-S property]... [-t type[,...]] [filesystem|volume|snapshot] ...",
  ],
  "zfs get": [
    'get [-rHp] [-j [--json-int]] [-d max] [-o "all" | field[,...]]',
    "    [-t type[,...]] [-s source[,...]]",
    '    <"all" | property[,...]> [filesystem|volume|snapshot|bookmark] ...',
  ],
  "zfs set": ["set [-u] <property=value> ... <filesystem|volume|snapshot> ..."],
  "zfs inherit": ["inherit [-rS] <property> <filesystem|volume|snapshot> ..."],
  "zfs mount": ["mount [-j]", "mount [-flvO] [-o opts] <-a|-R filesystem|filesystem>"],
  "zfs unmount": ["unmount [-fu] <-a | filesystem|mountpoint>"],
  "zfs load-key": ["load-key [-rn] [-L <keylocation>] <-a | filesystem|volume>"],
  "zfs unload-key": ["unload-key [-r] <-a | filesystem|volume>"],
  "zfs hold": ["hold [-r] <tag> <snapshot> ..."],
  "zfs release": ["release [-r] <tag> <snapshot> ..."],
  "zpool create": [
    "create [-fnd] [-o property=value] ... ",
    "    [-O file-system-property=value] ... ",
    "    [-m mountpoint] [-R root] <pool> <vdev> ...",
  ],
  "zpool destroy": ["destroy [-f] <pool>"],
  "zpool add": ["add [-afgLnP] [-o property=value] <pool> <vdev> ..."],
  "zpool labelclear": ["labelclear [-f] <vdev>"],
  "zpool list": [
    "list [-gHLpPv] [-o property[,...]] [-j [--json-int, --json-pool-key-guid]] ...",
    "    [-T d|u] [pool] [interval [count]]",
  ],
  "zpool status": [
    "status [-DdegiLPpstvx] [-c script1[,script2,...]] ...",
    "    [-j|--json [--json-flat-vdevs] [--json-int] [--json-pool-key-guid]] ...",
    "    [-T d|u] [--power] [pool] [interval [count]]",
  ],
  "zpool get": [
    "get [-Hp] [-j [--json-int, --json-pool-key-guid]] ...",
    '    [-o "all" | field[,...]] <"all" | property[,...]> <pool> ...',
  ],
  "zpool set": ["set <property=value> <pool>", "set <vdev_property=value> <pool> <vdev>"],
  "zpool export": ["export [-af] <pool> ..."],
};
