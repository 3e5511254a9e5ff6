import type { Json } from "../../embedded/contract";
import { EmbeddedHost } from "../../embedded/host";

const version = "580.76.05";
const url = `https://us.download.nvidia.com/XFree86/Linux-x86_64/${version}/NVIDIA-Linux-x86_64-${version}.run`;

const sources = "/etc/apt/sources.list.d";
const free =
  "Types: deb\\nURIs: http://download.proxmox.com/debian/pve\\nSuites: trixie\\nComponents: pve-no-subscription\\n";

/** How an administrator without a subscription sets up the archives. */
export const freeArchives = [
  `sed -i '$aEnabled: false' ${sources}/pve-enterprise.sources ${sources}/ceph.sources`,
  `printf '${free}' > ${sources}/proxmox.sources`,
].join(" && ");

/** How such an administrator brings NVIDIA's driver onto a node by hand. */
export const installDriver = [
  freeArchives,
  "apt-get update -qq",
  "apt-get install -y dkms proxmox-headers-$(uname -r) proxmox-default-headers",
  "modprobe -r nouveau",
  `curl -fsSL -o /root/nvidia.run ${url}`,
  "sh /root/nvidia.run --silent --dkms",
  "nvidia-modprobe -u -c 0",
  "nvidia-smi",
  "nvidia-modprobe -f /proc/driver/nvidia/capabilities/mig/config",
  "nvidia-modprobe -f /proc/driver/nvidia/capabilities/mig/monitor",
].join(" && ");

let made: Promise<Json> | undefined;

/** The state of a fresh node on which somebody has installed the driver, so that the device nodes are there. */
export function gpuNode(): Promise<Json> {
  return (made ??= make());
}

async function make(): Promise<Json> {
  const host = EmbeddedHost.open({ speed: 0 });
  const { exitCode, stderr } = await host.exec(installDriver);
  if (exitCode !== 0) throw new Error(`driver by hand: ${stderr}`);
  const state = host.snapshotState();
  await host.close();
  return state;
}
