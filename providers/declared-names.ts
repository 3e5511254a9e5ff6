import path from "node:path";
import { loadConfig } from "../config/load";
import type { ContainerConfig, HypervisorConfig, VmConfig } from "../config/types";
import { checksOf } from "../config/health";
import { zoneinfo } from "../host/timezone";
import { chronyUnit } from "./chrony";
import { askedOf, healthSpec } from "./health";
import type { Check } from "./health-script";
import { unitNamed } from "./service";
import { keyPaths, sudoersFile } from "./user/schema";

/** The configuration's folder, relative to the program, and the stack whose overlay counts. */
interface Where {
  readonly directory: string;
  readonly stack?: string;
  /** `PROJECT+STACK`; without it no checks of guests are named, which are made in the stack's own only. */
  readonly owner?: string;
}

const found = new Map<string, readonly string[]>();

/**
 * Files, folders and units of the node and checks of guests that the configuration is about, so that one command inspects what resources ask for
 * later, however many they are. What is missing here is read when it is asked for: a provider's process learns of its
 * stack, and so of the stack's overlay, by the node's resource only. Loaded once a run; a configuration that cannot
 * be read has none, and the program says why.
 */
export function declaredNames({ directory, stack, owner }: Where): readonly string[] {
  const key = JSON.stringify([directory, stack, owner]);
  const known = found.get(key);
  if (known !== undefined) return known;
  const {
    hypervisor,
    containers = [],
    vms = [],
  } = loadConfig({
    directory: path.resolve(directory),
    ...(stack && { stack }),
  }).declaration;
  const ofNode = hypervisor === undefined ? [] : namesOf(hypervisor);
  const checks =
    owner === undefined
      ? []
      : [
          ...containers.flatMap((config) => healthAsked(config, { vmid: config.vmid, owner })),
          ...vms.flatMap((config) =>
            healthAsked(config, { vmid: config.vmid ?? 0, owner, type: "qemu" }),
          ),
        ];
  const names = [...new Set([...ofNode, ...checks])].sort();
  found.set(key, names);
  return names;
}

/** The checks of a guest; those whose scripts are files are asked for when they are declared. */
function healthAsked(
  config: ContainerConfig | VmConfig,
  guest: Parameters<typeof healthSpec>[0],
): string[] {
  const all = checksOf(config);
  const checks = all.flatMap(({ name, ...check }): [string, Check][] =>
    "script" in check ? [] : [[name, check as Check]],
  );
  const isWhole = checks.length > 0 && checks.length === all.length;
  return isWhole ? [askedOf(healthSpec(guest, Object.fromEntries(checks)))] : [];
}

function namesOf(config: HypervisorConfig): string[] {
  const { timezone, users, directories, files, nfs, services, chrony } = config;
  const normalised = (given: string) => path.posix.normalize(given).replace(/(.)\/$/, "$1");
  return [
    ...(timezone === undefined ? [] : [`${zoneinfo}/${timezone}`]),
    ...users.flatMap(({ username: name, home = `/home/${name}`, shell = "/bin/bash" }) => {
      const { folder, file } = keyPaths({ home });
      return [shell, home, sudoersFile({ name }), folder, file];
    }),
    ...directories.map((each) => each.path),
    ...(files ?? []).flatMap((file) => {
      const place = normalised(file.path);
      return [place, path.posix.dirname(place)];
    }),
    ...(services ?? []).map(({ name }) => unitNamed(name)),
    ...(chrony === undefined ? [] : [chronyUnit]),
    ...(nfs?.exports ?? []).map((each) => normalised(each.path)),
  ];
}
