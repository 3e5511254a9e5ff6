import { originOf } from "../origin";
import { isPlaceholder } from "../scalars/secrets";
import type { Rule, RuleContext } from "./context";
import { vmOrigin } from "./context";
import { reportDoubles } from "./doubles";

/** What the node's own parts say of each other. */
export const nodeRules: Rule[] = [
  exportClients,
  doubleExports,
  driverVersions,
  driverSource,
  secrets,
];

function exportClients({ declaration, report }: RuleContext): void {
  for (const [index, entry] of exportsOf(declaration).entries()) {
    const { path: folder, clients = [] } = entry;
    if (clients.length > 0) continue;
    const here = { kind: "hypervisor", path: ["nfs", "exports", index] } as const;
    const { kind, path } = originOf(entry, here);
    const message = `${folder} has no clients, so it is not exported; "*" is everybody`;
    report.warning(kind, path, "export-without-clients", message);
  }
}

function doubleExports(context: RuleContext): void {
  const uses = exportsOf(context.declaration).flatMap(({ path, clients = [] }, index) =>
    clients.map((client) => ({
      kind: "hypervisor" as const,
      path: ["nfs", "exports", index, "clients"],
      value: `${path} to ${client}`,
      by: `export ${index}`,
    })),
  );
  reportDoubles(context, uses, "duplicate-export", (value) => `the export of ${value}`);
}

function exportsOf({ hypervisor }: RuleContext["declaration"]) {
  return hypervisor?.nfs?.exports ?? [];
}

/** Guests need the very version of the node's driver. */
function driverVersions({ declaration, report }: RuleContext): void {
  const guests = declaration.nvidia.nvidia_driver_version;
  const node = declaration.hypervisor?.nvidia_driver?.version;
  if (guests === undefined || node === undefined || guests === node) return;
  const message = `is ${guests}, but the node's nvidia_driver.version is ${node}; guests need the same`;
  report.warning("lxc", ["nvidia_driver_version"], "driver-version", message);
}

/** The installer of a release brings that release and no other. */
function driverSource({ declaration, report }: RuleContext): void {
  const { install = true, version, runfile_url } = declaration.hypervisor?.nvidia_driver ?? {};
  if (declaration.hypervisor?.nvidia_driver === undefined || !install) return;
  if (version === undefined) {
    const message = "has no version; write the version that the node and its guests are to have";
    report.error("hypervisor", ["nvidia_driver"], "driver-source", message);
    return;
  }
  const named = /(\d{3}\.\d+(?:\.\d+)?)\.run$/.exec(runfile_url ?? "")?.[1];
  if (named === undefined || named === version) return;
  const message = `is the installer of ${named}, but nvidia_driver.version is ${version}`;
  report.error("hypervisor", ["nvidia_driver", "runfile_url"], "driver-source", message);
}

function secrets({ declaration, vms, report }: RuleContext): void {
  const message =
    "is a secret in clear text; keep it in the stack's secrets and write REDACTED here";
  const { admin_password, api_key } = declaration.hypervisor?.portainer_api ?? {};
  for (const [key, value] of Object.entries({ admin_password, api_key })) {
    if (typeof value !== "string" || isPlaceholder(value)) continue;
    report.error("hypervisor", ["portainer_api", key], "plaintext-secret", message);
  }
  for (const vm of vms) {
    const value = vm.portainer_admin_password;
    if (value === undefined || isPlaceholder(value)) continue;
    const { kind, path } = vmOrigin(vm, "portainer_admin_password");
    report.error(kind, path, "plaintext-secret", message);
  }
}
