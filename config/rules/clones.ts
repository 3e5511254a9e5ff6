import { isLayer } from "../layers";
import type { ContainerConfig } from "../types";
import type { Rule, RuleContext } from "./context";
import { containerPath } from "./context";

/** What Proxmox can clone, and into what. */
export const cloneRules: Rule[] = [origins, sources, sizes, linkedClones, templates];

/** A container is made of a template or of another container, and of one only. */
function origins({ containers, report }: RuleContext): void {
  for (const { vmid, template, clone_from_ctid: source } of containers) {
    if (template !== undefined && source !== undefined) {
      const message = `is given together with clone_from_ctid ${source}; a container is made of one of them`;
      report.error("lxc", containerPath(vmid, "template"), "template-and-clone", message);
    }
    if (template === undefined && source === undefined) {
      const message =
        "has neither template nor clone_from_ctid, so nothing says what it is made of";
      report.error("lxc", containerPath(vmid), "no-template-no-clone", message);
    }
  }
}

/** A clone source is a layer, and Proxmox clones nothing that has bind mounts. */
function sources(context: RuleContext): void {
  for (const [container, source] of clones(context)) {
    const path = containerPath(container.vmid, "clone_from_ctid");
    if (!isLayer(source)) {
      const message = `container ${source.vmid} is no template layer: give it template_snapshot_name or is_template`;
      context.report.error("lxc", path, "clone-source-no-layer", message);
    }
    if (source.mount_points.length > 0) {
      const message = `container ${source.vmid} has bind mounts, and Proxmox clones no container that has`;
      context.report.error("lxc", path, "clone-source-bind-mounts", message);
    }
    const { unprivileged } = container;
    if (
      unprivileged !== undefined &&
      source.unprivileged !== undefined &&
      unprivileged !== source.unprivileged
    ) {
      const message = `is ${String(unprivileged)}, but a clone keeps what container ${source.vmid} is: ${String(source.unprivileged)}`;
      context.report.error(
        "lxc",
        containerPath(container.vmid, "unprivileged"),
        "clone-unprivileged",
        message,
      );
    }
  }
}

function sizes(context: RuleContext): void {
  for (const [{ vmid, storage_size_gb: size }, source] of clones(context)) {
    if (size >= source.storage_size_gb) continue;
    const message = `is ${size} GiB, smaller than the ${source.storage_size_gb} GiB of its source ${source.vmid}; a rootfs only grows`;
    context.report.error(
      "lxc",
      containerPath(vmid, "storage_size_gb"),
      "clone-rootfs-smaller",
      message,
    );
  }
}

function linkedClones(context: RuleContext): void {
  for (const [{ vmid, clone_mode, storage_pool }, source] of clones(context)) {
    if (clone_mode === "linked" && source.is_template !== true) {
      const message = `is linked, which needs is_template on its source ${source.vmid}`;
      context.report.error("lxc", containerPath(vmid, "clone_mode"), "linked-clone", message);
    }
    const linked = clone_mode !== "full" && source.is_template === true;
    if (linked && storage_pool !== source.storage_pool) {
      const message = `is ${storage_pool}, but a linked clone lies where its source ${source.vmid} lies: ${source.storage_pool}`;
      context.report.error("lxc", containerPath(vmid, "storage_pool"), "linked-clone", message);
    }
  }
}

function templates({ containers, report }: RuleContext): void {
  for (const { vmid, is_template, running } of containers) {
    if (is_template !== true || running !== true) continue;
    const message = "is true, but Proxmox starts no container that is_template has converted";
    report.error("lxc", containerPath(vmid, "running"), "template-running", message);
  }
}

/** Every clone whose source is declared and whole. */
function clones(context: RuleContext): [ContainerConfig, ContainerConfig][] {
  return context.containers.flatMap((container) => {
    const source = container.clone_from_ctid;
    const found = source === undefined ? undefined : context.container(source);
    return found ? [[container, found]] : [];
  });
}
