import { schemas } from "../parse";
import type { ParsedDocuments } from "../parse";
import { declaredEffects } from "../fields/effects";
import type { Documents } from "../overlays/merge";
import type { Report } from "../report";
import type { Sources } from "../sources";
import type {
  Declaration,
  HypervisorConfig,
  StackConfig,
  TemplateConfig,
  VmConfig,
  VmImageConfig,
} from "../types";
import { fileKinds } from "../file-kinds";
import { normaliseContainer } from "./container";
import { declaredDirectories } from "./directories";
import { reportEffects } from "./effects";
import { deviceNumbers } from "./gpus";
import { normaliseHypervisor } from "./hypervisor";
import { withNeededFlags } from "./needed-flags";
import { normaliseImages, normaliseVm } from "./vm";
import { withSharedVolumes } from "./shared-volumes";
import { templateOf } from "./templates";
import { reportVllmScripts, withVllmServer } from "./vllm";
import { without } from "./without";

/** All documents in canonical form; older spellings and fields without effect are reported on the way. */
export function normaliseDocuments(
  documents: Documents,
  parsed: ParsedDocuments,
  sources: Pick<Sources, "files" | "overlay">,
  report: Report,
): Declaration {
  const effects = fileKinds.flatMap((kind) => {
    const document = documents[kind];
    return document === undefined
      ? []
      : declaredEffects(schemas[kind], document).map((effect) => ({ kind, ...effect }));
  });
  const later = reportEffects(effects, report);
  const node = parsed.hypervisor && normaliseHypervisor(parsed.hypervisor, report);
  const datasets = node?.datasets ?? [];
  const volumes = node?.shared_volumes ?? [];
  const apart =
    parsed.lxc &&
    Object.entries(parsed.lxc.lxc_configs)
      .map(([vmid, container]) => normaliseContainer(Number(vmid), container, datasets, report))
      .map((container) => ({
        ...container,
        gpu_devices: deviceNumbers(container.gpu_assignment, parsed.hypervisor?.host?.gpus),
      }))
      .map((container) => withSharedVolumes(container, volumes))
      .sort((a, b) => a.vmid - b.vmid);
  const byVmid = new Map(apart?.map((container) => [container.vmid, container]));
  reportVllmScripts(apart ?? [], report);
  const containers = apart
    ?.map((container) => withVllmServer(container, byVmid))
    .map((container) => withNeededFlags(container, byVmid, report));
  const directories = declaredDirectories(volumes, containers ?? [], node?.samba?.shares ?? []);
  const templates = uniqueTemplates(
    (containers ?? []).flatMap(({ ostemplate }) =>
      ostemplate === undefined ? [] : [templateOf(ostemplate, datasets)],
    ),
  );
  const vmImages = normaliseImages(parsed.vm?.vm_images);
  const hypervisor: HypervisorConfig | undefined = node && {
    ...node,
    templates,
    directories,
    images: vmImages,
  };
  const vms = normaliseVms(parsed, vmImages, report);
  const stacks = parsed.stacks && normaliseStacks(parsed.stacks);
  return {
    ...(hypervisor && { hypervisor }),
    ...(containers && { containers }),
    ...(vms && { vms }),
    vmImages,
    ...(stacks && { stacks }),
    ...(parsed.hypervisor?.host && { host: parsed.hypervisor.host }),
    settings: parsed.hypervisor?.settings ?? {},
    nvidia: parsed.lxc ? without(parsed.lxc, ["$schema", "lxc_configs"]) : {},
    sources: { ...sources, later, broken: parsed.broken },
  };
}

function normaliseVms(
  { vm, hypervisor, vmPositions }: ParsedDocuments,
  images: readonly VmImageConfig[],
  report: Report,
): VmConfig[] | undefined {
  const inHypervisor = hypervisor?.vms;
  if (vm && inHypervisor && inHypervisor.length > 0) {
    const message = "are left out of account: there is a VM file";
    report.warning("hypervisor", ["vms"], "alias", message);
  }
  const documents = vm?.vms ?? inHypervisor;
  const kind = vm ? "vm" : "hypervisor";
  const defaults = vm?.vm_defaults ?? hypervisor?.vm_defaults ?? {};
  return documents
    ?.map((document, index) => {
      const position = vmPositions[index] ?? index;
      return normaliseVm(document, { kind, position, defaults, images }, report);
    })
    .sort((a, b) => (a.vmid ?? Infinity) - (b.vmid ?? Infinity));
}

function normaliseStacks(document: NonNullable<ParsedDocuments["stacks"]>): StackConfig[] {
  return Object.entries(document.docker_stacks ?? {})
    .map(([key, stack]) => ({ key, ...stack }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

function uniqueTemplates(templates: readonly TemplateConfig[]): TemplateConfig[] {
  return [...new Map(templates.map((template) => [template.volid, template])).values()];
}
