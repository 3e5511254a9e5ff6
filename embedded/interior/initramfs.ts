import { lastValue, parseOptions } from "../shell/options";
import type { MountedFiles } from "../files/mounted-files";
import type { Program } from "../shell/program";
import { failed } from "../shell/program";
import { syncPartitions } from "../kernel/boot-programs";

/** update-initramfs(8): `-u` and `-c`, of the newest kernel, one with `-k VERSION`, or all with `-k all`. */
export const updateInitramfs: Program = async (args, io) => {
  const parsed = parseOptions(args, { short: "ucdvtk:b:h" });
  const has = (flag: string) => parsed.flags.has(flag);
  if (!has("u") && !has("c") && !has("d")) {
    return failed("W: You must specify at least one of -c, -u, or -d.");
  }
  const there = io.files
    .list("/boot")
    .flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const wanted = lastValue(parsed, "k");
  const chosen = wanted === "all" ? there : wanted === undefined ? there.slice(-1) : [wanted];
  const verb = has("d") ? "Deleting" : "Generating";
  for (const version of chosen) {
    if (has("d")) io.files.remove(imageOf(version));
    else io.files.write(imageOf(version), imageContent(io.files));
  }
  io.record();
  const said = chosen.map((version) => `update-initramfs: ${verb} ${imageOf(version)}\n`).join("");
  const { stdout, stderr } = await syncPartitions(io);
  return { stdout: said + stdout, stderr };
};

const prefix = "initrd.img-";

/** The image that a kernel boots with. */
export function imageOf(version: string): string {
  return `/boot/${prefix}${version}`;
}

/** What such an image holds of the host's configuration: what modprobe is told, and what runs before udev does. */
export function imageContent(files: Pick<MountedFiles, "list" | "readText" | "stat">): string {
  const isRun = (path: string) => ((files.stat(path)?.mode ?? 0) & 0o111) !== 0;
  return (
    ["/etc/modprobe.d", initTop]
      .flatMap((directory) => files.list(directory).map((name) => `${directory}/${name}`))
      // mkinitramfs copies the scripts that are executable, and what modprobe reads.
      .filter((path) => (path.startsWith(initTop) ? isRun(path) : path.endsWith(".conf")))
      .map((path) => `${path}:\n${files.readText(path) ?? ""}`)
      .join("")
  );
}

/** The scripts in an image that run first of all (initramfs-tools(7), `init-top`), in their order. */
export function earlyScripts(image: string): string[] {
  return image
    .split(/^(?=\/etc\/[^\n]*:$)/m)
    .filter((part) => part.startsWith(`${initTop}/`))
    .map((part) => part.slice(part.indexOf("\n") + 1));
}

const initTop = "/etc/initramfs-tools/scripts/init-top";
