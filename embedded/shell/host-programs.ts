import type { GuestView } from "../contract";
import type { HostHardware } from "../interior/hardware";
import { managerRepoId } from "../interior/manager-version";
import type { MountedFiles } from "../files/mounted-files";
import { parseOptions, lastValue } from "./options";
import { kernelRelease } from "./process-programs";
import type { Program } from "./program";
import { failed } from "./program";
import type { GuestShells } from "./pve/guest-shell";
import type { PveClient } from "./pve/pve-client";
import { record, text } from "./pve/pve-client";

/** pveversion(1): with `-v` the packages that matter. */
export function pveversion(packages: () => { name: string; version: string }[]): Program {
  return (args) => {
    const all = packages();
    const versionOf = (name: string) => all.find((each) => each.name === name)?.version ?? "";
    const manager = `${versionOf("pve-manager")}/${managerRepoId}`;
    if (!args.includes("-v") && !args.includes("--verbose"))
      return `pve-manager/${manager} (running kernel: ${kernelRelease})\n`;
    const listed = all.filter(({ name }) => !["proxmox-ve", "pve-manager"].includes(name));
    const rows = listed.map(({ name, version }) => `${name}: ${version}\n`);
    return `proxmox-ve: ${versionOf("proxmox-ve")} (running kernel: ${kernelRelease})\npve-manager: ${versionOf("pve-manager")} (running version: ${manager})\n${rows.join("")}`;
  };
}

/** lspci(8) of the host's graphics cards and its host bridge: `-n`, `-nn`, `-k`, `-D` and `-d VENDOR:[DEVICE]`. */
export function lspci(hardware: HostHardware): Program {
  return (args) => {
    const parsed = parseOptions(args, { short: "nkDvmqd:s:" });
    const numeric =
      args
        .filter((word) => /^-[a-zA-Z]*n/.test(word))
        .join("")
        .match(/n/g)?.length ?? 0;
    const filter = lastValue(parsed, "d")?.toLowerCase();
    const slot = lastValue(parsed, "s")?.replace(/^0000:/, "");
    const cards = hardware.gpus.map((gpu) => ({
      slot: gpu.slot,
      kind: "VGA compatible controller",
      code: "0300",
      name: gpu.pciName,
      id: gpu.pciId,
      driver: hardware.driver === undefined ? undefined : "nvidia",
    }));
    const bridge = {
      slot: "00:00.0",
      kind: "Host bridge",
      code: "0600",
      name: "Advanced Micro Devices, Inc. [AMD] Device 14d8",
      id: "1022:14d8",
      driver: undefined,
    };
    const shown = [bridge, ...cards].filter(
      (each) =>
        (filter === undefined || each.id.startsWith(filter.replace(/:$/, ":"))) &&
        (slot === undefined || each.slot === slot),
    );
    const domain = parsed.flags.has("D") ? "0000:" : "";
    return shown
      .map((each) => {
        const line =
          numeric === 1
            ? `${domain}${each.slot} ${each.code}: ${each.id} (rev a1)\n`
            : numeric > 1
              ? `${domain}${each.slot} ${each.kind} [${each.code}]: ${each.name} [${each.id}] (rev a1)\n`
              : `${domain}${each.slot} ${each.kind}: ${each.name} (rev a1)\n`;
        if (!parsed.flags.has("k") || each.driver === undefined) return line;
        return `${line}\tKernel driver in use: ${each.driver}\n\tKernel modules: nvidia_drm, nvidia\n`;
      })
      .join("");
  };
}

/** nvidia-smi(1) over the cards whose device nodes are there: `--query-gpu=… --format=csv`, `-L`, the plain table. */
export function nvidiaSmi(hardware: HostHardware, files: MountedFiles): Program {
  return (args) => {
    const { driver } = hardware;
    if (driver === undefined || !files.exists("/dev/nvidiactl")) {
      return failed(
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n",
        9,
      );
    }
    const cards = hardware.gpus
      .map((gpu, index) => ({ ...gpu, index }))
      .filter(({ index }) => files.exists(`/dev/nvidia${index}`));
    if (cards.length === 0) return { stdout: "No devices were found\n", exitCode: 6 };
    if (args.includes("-L"))
      return cards.map((gpu) => `GPU ${gpu.index}: ${gpu.name} (UUID: ${gpu.uuid})\n`).join("");
    const query = args.find((word) => word.startsWith("--query-gpu="))?.slice(12);
    const format =
      args
        .find((word) => word.startsWith("--format="))
        ?.slice(9)
        .split(",") ?? [];
    if (query === undefined) {
      const rows = cards.map(
        (gpu) =>
          `|   ${gpu.index}  ${gpu.name.padEnd(28)} Off |   00000000:${gpu.slot.toUpperCase()} Off |\n`,
      );
      return `| NVIDIA-SMI ${driver}    Driver Version: ${driver}    CUDA Version: 13.0 |\n${rows.join("")}`;
    }
    const fields = query.split(",").map((field) => field.trim());
    const values = (gpu: (typeof cards)[number]): Record<string, string> => ({
      index: gpu.index.toString(),
      name: gpu.name,
      gpu_name: gpu.name,
      uuid: gpu.uuid,
      gpu_uuid: gpu.uuid,
      driver_version: driver,
      "memory.total": `${gpu.memory} MiB`,
      "memory.used": "4 MiB",
      "memory.free": `${gpu.memory - 4} MiB`,
      "pci.bus_id": `00000000:${gpu.slot.toUpperCase()}`,
      gpu_bus_id: `00000000:${gpu.slot.toUpperCase()}`,
      "temperature.gpu": "38",
      "utilization.gpu": "0 %",
      count: cards.length.toString(),
      compute_cap: "12.0",
      "power.draw": "5.12 W",
    });
    const first = cards[0];
    const unknown = first && fields.find((field) => values(first)[field] === undefined);
    if (unknown !== undefined) {
      return { stdout: `Field "${unknown}" is not a valid field to query.\n\n`, exitCode: 2 };
    }
    const bare = (value: string) =>
      format.includes("nounits") ? value.replace(/ (MiB|%|W)$/, "") : value;
    const head = format.includes("noheader") ? "" : `${fields.join(", ")}\n`;
    return (
      head +
      cards
        .map((gpu) => `${fields.map((field) => bare(values(gpu)[field] ?? "")).join(", ")}\n`)
        .join("")
    );
  };
}

/** `lxc-attach -n VMID [--clear-env] [-v K=V] -- COMMAND…`: a program inside a running guest. */
export function lxcAttach(shells: GuestShells): Program {
  return async (args, io) => {
    const parsed = parseOptions(args, {
      short: "n:v:s:eRu:g:q",
      long: [
        "name=",
        "clear-env",
        "keep-env",
        "set-var=",
        "keep-var=",
        "elevated-privileges",
        "uid=",
        "gid=",
        "namespaces=",
        "quiet",
      ],
      strict: true,
    });
    const name = lastValue(parsed, "n") ?? lastValue(parsed, "name") ?? "";
    const vmid = Number(name);
    if (!shells.running(vmid)) {
      return failed(
        `lxc-attach: ${name}: ../src/lxc/attach.c: get_attach_context: 406 Connection refused - Failed to get init pid\nlxc-attach: ${name}: ../src/lxc/attach.c: lxc_attach: 1470 Connection refused - Failed to get attach context`,
      );
    }
    const set = [...(parsed.values.get("v") ?? []), ...(parsed.values.get("set-var") ?? [])];
    const env = Object.fromEntries(
      set.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
    );
    const argv = parsed.rest.length > 0 ? parsed.rest : ["/bin/bash"];
    const kept = parsed.flags.has("clear-env") ? {} : io.env;
    return shells.spawn(vmid, argv, {
      stdin: io.stdin,
      env: { ...kept, ...env },
      ...(io.signal && { signal: io.signal }),
    });
  };
}

/** `lxc-info -n VMID`, with -s, -p and -H. */
export function lxcInfo(client: PveClient, guests: GuestView): Program {
  return async (args) => {
    const parsed = parseOptions(args, {
      short: "n:spHiSc:",
      long: ["name=", "state", "pid", "no-humanize", "ips", "stats"],
    });
    const name = lastValue(parsed, "n") ?? lastValue(parsed, "name") ?? "";
    const vmid = Number(name);
    if (!guests.vmids().includes(vmid)) return failed(`${name} doesn't exist`);
    const running = guests.running(vmid);
    const has = (...names: string[]) => names.some((each) => parsed.flags.has(each));
    const bare = has("H", "no-humanize");
    const status = record(
      (await client.request("GET", `/nodes/${client.node}/lxc/${vmid}/status/current`)).data,
    );
    const lines: [string, string, boolean][] = [
      ["Name", name, false],
      ["State", running ? "RUNNING" : "STOPPED", has("s", "state")],
      ...(running
        ? ([["PID", text(status["pid"]), has("p", "pid")]] as [string, string, boolean][])
        : []),
      ...(running ? ([["Link", `veth${name}i0`, false]] as [string, string, boolean][]) : []),
    ];
    const chosen = lines.some(([, , asked]) => asked)
      ? lines.filter(([, , asked]) => asked)
      : lines;
    return chosen
      .map(([title, value]) => (bare ? `${value}\n` : `${`${title}:`.padEnd(16)}${value}\n`))
      .join("");
  };
}
