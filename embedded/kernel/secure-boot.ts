import type { Program } from "../shell/program";
import { failed } from "../shell/program";
import type { KernelFiles } from "./kernel-files";

/** The firmware's variable: four bytes of attributes and one that says whether it is on. */
export const secureBootVariable =
  "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";

/** Keys of the machine's owner that the firmware's helper knows, one name of a signer in a line. */
const enrolled = "/sys/firmware/efi/mok-enrolled";

/** The key pair that DKMS signs with (framework.conf, `mok_certificate`). */
export const mokKey = "/var/lib/dkms/mok.pub";

export function isSecureBoot(files: Pick<KernelFiles, "readText">): boolean {
  return files.readText(secureBootVariable)?.at(-1) === "\u0001";
}

/** Whether the kernel takes a module: Proxmox's own, or one signed with a key that was enrolled. */
export function isTrusted(
  files: Pick<KernelFiles, "readText">,
  fields: ReadonlyMap<string, string>,
): boolean {
  const signer = fields.get("signer") ?? "";
  return signer.startsWith("Proxmox") || isEnrolled(files, signer);
}

function isEnrolled(files: Pick<KernelFiles, "readText">, signer: string): boolean {
  return (files.readText(enrolled) ?? "").split("\n").includes(signer) && signer !== "";
}

/** mokutil(1): `--sb-state`, `--test-key FILE` and `--import FILE`, which the next start of the machine asks about. */
export const mokutil: Program = (args, io) => {
  const [option = "", path = ""] = args;
  if (!io.files.exists("/sys/firmware/efi")) {
    return failed("EFI variables are not supported on this system", 1);
  }
  switch (option) {
    case "--sb-state":
      return `SecureBoot ${isSecureBoot(io.files) ? "enabled" : "disabled"}\n`;
    case "--test-key": {
      const key = io.files.readText(io.path(path));
      if (key === undefined) return failed(`Failed to open ${path}`, 255);
      return isEnrolled(io.files, key.trim())
        ? { stdout: `${path} is already enrolled\n`, exitCode: 1 }
        : `${path} is not enrolled\n`;
    }
    case "--import": {
      const key = io.files.readText(io.path(path));
      if (key === undefined) return failed(`Failed to open ${path}`, 255);
      const known = io.files.readText(enrolled) ?? "";
      io.files.write(enrolled, `${known}${key.trim()}\n`);
      io.record();
      return "input password: \ninput password again: \n";
    }
    default:
      return failed(`mokutil: unrecognized option '${option}'`, 255);
  }
};
