import { nvidiaFiles } from "../../host/nvidia";
import { nvidiaDriverLifecycle } from "../../providers/nvidia-driver";
import { installDriver } from "../embedded/gpu-node";
import { driverSpec } from "../lifecycle/driver-spec";
import { testDrift } from "./test-drift";

const url = (version: string) =>
  `https://us.download.nvidia.com/XFree86/Linux-x86_64/${version}/NVIDIA-Linux-x86_64-${version}.run`;

/** What an administrator runs to have another release or other modules, with the driver in use. */
const install = (version: string, option = "") =>
  `wget -q -O /root/x.run ${url(version)} && sh /root/x.run --silent --dkms --allow-installation-with-running-driver ${option}`;

testDrift({
  kind: "nvidiadriver",
  schema: nvidiaDriverLifecycle.schema,
  async ground(world) {
    await world.shell(installDriver);
  },
  inputs: driverSpec("580.76.05", { module: "open" }),
  fields: {
    version: { command: install("580.82.09"), along: ["modules"] },
    module: install("580.76.05", "--kernel-module-type=proprietary"),
    headers: "apt-get remove -y proxmox-default-headers",
    modules: "dkms uninstall nvidia/580.76.05 -k 6.17.2-1-pve",
    nouveau: ["modprobe nouveau", `rm ${nvidiaFiles.modprobe}`],
    initramfs: `sleep 0.05; touch ${nvidiaFiles.modprobe}`,
    loaded: [
      "modprobe -r nvidia_uvm",
      "modprobe -r nvidia_uvm && modprobe -r nvidia_drm && modprobe -r nvidia",
    ],
    modulesLoad: [`echo snd >> ${nvidiaFiles.modulesLoad}`, `rm ${nvidiaFiles.modulesLoad}`],
    unit: [
      "systemctl disable phoenix-nvidia.service",
      `sed -i /Before/d ${nvidiaFiles.unit}`,
      `systemctl disable phoenix-nvidia.service; rm ${nvidiaFiles.unit}`,
    ],
    devices: ["rm /dev/nvidia-uvm", "rm /dev/nvidia1"],
  },
  notCompared: {
    "runfile.url": "the installer is not kept on the node",
    "runfile.sha256": "the installer is not kept on the node",
    except: "says which cards count",
    reboot: "is a permission",
  },
});
