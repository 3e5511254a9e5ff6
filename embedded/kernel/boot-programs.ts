import { failed, type Program, type ProgramIo } from "../shell/program";
import { bootUuids, partitionLoader, writeMenu, writePartition } from "./boot-loader";
import { installedKernels } from "./kernel-files";

/** update-grub(8). */
export const updateGrub: Program = async (_args, io) => {
  writeMenu(io.files, await grubOptions(io));
  io.record();
  return { stdout: "", stderr: foundImages(io), exitCode: 0 };
};

/** proxmox-boot-tool: `refresh` and `status`. */
export const proxmoxBootTool: Program = async ([verb = ""], io) => {
  if (verb === "refresh") {
    const { stdout, stderr } = await syncPartitions(io);
    io.record();
    return {
      stdout: `Running hook script 'proxmox-auto-removal'..\n${stdout}`,
      stderr,
      exitCode: 0,
    };
  }
  if (verb !== "status") return failed(`E: unknown command '${verb}'`, 1);
  const uuids = uuidsOf(io);
  if (uuids.length === 0) return failed(`E: ${bootUuids} does not exist.`, 2);
  const kind = partitionLoader(io.files) === "grub" ? "grub" : "uefi";
  const mode = io.files.exists("/sys/firmware/efi/efivars") ? "uefi" : "legacy bios";
  const versions = installedKernels(io.files).join(", ");
  const rows = uuids.map((uuid) => `${uuid} is configured with: ${kind} (versions: ${versions})\n`);
  return `${again("/usr/sbin/proxmox-boot-tool")}System currently booted with ${mode}\n${rows.join("")}`;
};

/** What the hook zz-proxmox-boot does and says, which runs after each change of an image too. */
export async function syncPartitions(io: ProgramIo): Promise<{ stdout: string; stderr: string }> {
  const hook = "Running hook script 'zz-proxmox-boot'..\n";
  const start = `${hook}${again("/etc/kernel/postinst.d/zz-proxmox-boot")}`;
  const uuids = uuidsOf(io);
  if (uuids.length === 0) {
    return { stdout: `${start}No ${bootUuids} found, skipping ESP sync.\n`, stderr: "" };
  }
  const loader = partitionLoader(io.files);
  const options = loader === "grub" ? await grubOptions(io) : lineOf(io);
  writePartition(io.files, { loader, options });
  const copied = installedKernels(io.files).map((kernel) =>
    loader === "grub"
      ? `\tCopying kernel ${kernel}\n`
      : `\tCopying kernel and creating boot-entry for ${kernel}\n`,
  );
  const shown = uuids.map(
    (uuid) => `Copying and configuring kernels on /dev/disk/by-uuid/${uuid}\n${copied.join("")}`,
  );
  return { stdout: start + shown.join(""), stderr: loader === "grub" ? foundImages(io) : "" };
}

function uuidsOf({ files }: ProgramIo): string[] {
  return (files.readText(bootUuids) ?? "").split("\n").filter((line) => line !== "");
}

/** /etc/kernel/cmdline, or what the running kernel was told. */
function lineOf({ files }: ProgramIo): string {
  const line = files.readText("/etc/kernel/cmdline") ?? files.readText("/proc/cmdline") ?? "";
  return line.replace(/^initrd=\S+\s+/, "").trim();
}

/** What grub-mkconfig puts after an image: the root, and the variables of /etc/default. */
async function grubOptions(io: ProgramIo): Promise<string> {
  const { stdout } = await io.shell(
    'for file in /etc/default/grub /etc/default/grub.d/*.cfg; do [ -f "$file" ] && . "$file"; done\n' +
      'printf "%s %s" "$GRUB_CMDLINE_LINUX" "$GRUB_CMDLINE_LINUX_DEFAULT"',
  );
  const root = stdout.includes("root=") ? [] : ["root=ZFS=/ROOT/pve-1", "ro"];
  return [...root, ...stdout.split(/\s+/).filter((word) => word !== "")].join(" ");
}

function foundImages({ files }: ProgramIo): string {
  const images = installedKernels(files)
    .reverse()
    .map(
      (kernel) =>
        `Found linux image: /boot/vmlinuz-${kernel}\nFound initrd image: /boot/initrd.img-${kernel}\n`,
    );
  return `Generating grub configuration file ...\n${images.join("")}done\n`;
}

function again(program: string): string {
  return `Re-executing '${program}' in new private mount namespace..\n`;
}
