import fs from "node:fs";
import path from "node:path";

/** The script that replaces the raw lines of a container's file. */
export const rawLinesScript = () => read("raw-lines.sh");

/** The script that has the node take back a change of its network that is not confirmed. */
export const networkGuardScript = () => read("network-guard.sh");

/** The script that installs packages. */
export const aptInstallScript = () => read("apt-install.sh");

/** The script that has units started with the node. */
export const enableUnitsScript = () => read("enable-units.sh");

/** The script that replaces a file as a whole. */
export const writeFileScript = () => read("write-file.sh");

/** The script that tells what testparm says of other shares. */
export const sambaCandidateScript = () => read("samba-candidate.sh");

/** The script that has smb.conf include our file, or not. */
export const sambaIncludeScript = () => read("samba-include.sh");

/** The script that downloads and installs NVIDIA's driver. */
export const nvidiaInstallScript = () => read("nvidia-install.sh");

/** The script that gives PCI devices to another driver. */
export const pciSwitchScript = () => read("pci-switch.sh");

/** The script that names the guests that run. */
export const runningGuestsScript = () => read("running-guests.sh");

/** The script that names the processes that a profile of AppArmor confines. */
export const confinedScript = () => read("confined.sh");

/** The script that puts a checked file into /etc/sudoers.d. */
export const writeSudoersScript = () => read("write-sudoers.sh");

/** What a virtual machine's guest agent runs. */
export const inMachineScript = () => read("in-machine.sh");

function read(name: string): string {
  return fs.readFileSync(path.join(__dirname, "scripts", name), "utf8");
}
