import { sha256Of } from "../../providers/file";
import type { Bag } from "../../providers/lifecycle";
import type { Declared } from "../engine/declared";
import { owner } from "../lifecycle/layer-spec";
import { mappingSpec } from "../lifecycle/pci-mapping-spec";
import { profileSpec, profileText } from "../lifecycle/profile-spec";
import { imageSpec, templateVmSpec, vmSpec } from "../lifecycle/vm-spec";

const file = (content: string) => ({
  ...{ path: "/etc/phoenix.conf", content, sha256: sha256Of(content) },
  ...{ owner: "root:www-data", mode: "0640" },
});

const exportsOf = (options: readonly string[]) => {
  const table = { "/srv/data": { "10.0.0.0/24": options }, "/srv/iso": { "*": ["ro"] } };
  return {
    ...{ package: "installed", enabled: "enabled", active: "active" },
    directories: { "/srv/data": { owner: "nobody:nogroup", mode: "2775" }, "/srv/iso": {} },
    ...{ exports: table, exported: table },
  };
};

const templateVm = { ...templateVmSpec, template: true };

interface Extra extends Declared {
  /** Its inputs after the update; the same where nothing of the kind can be changed. */
  readonly changed?: Bag;
}

/** One of each kind that the reference inventory has nothing of. */
export const extraKinds: readonly Extra[] = [
  { kind: "file", name: "file", needs: [], inputs: file("one\n"), changed: file("two\n") },
  {
    ...{ kind: "service", name: "service-cron", needs: [] },
    inputs: { unit: "cron.service", enabled: "enabled", active: "active" },
    changed: { unit: "cron.service", enabled: "disabled", active: "inactive" },
  },
  {
    ...{ kind: "nfsexports", name: "nfs-exports", needs: [] },
    inputs: exportsOf(["rw", "sync", "no_subtree_check"]),
    changed: exportsOf(["ro", "sync", "no_subtree_check"]),
  },
  {
    ...{ kind: "apparmorprofile", name: "profile", needs: [] },
    inputs: profileSpec(),
    changed: profileSpec(profileText.replace("fstype=nfs*", "fstype=cifs")),
  },
  { kind: "cloudimage", name: "image", needs: [], inputs: imageSpec },
  { kind: "vm", name: "vm-9000", needs: ["image"], inputs: templateVm },
  {
    ...{ kind: "template", name: "vm-9000-template", needs: ["vm-9000"] },
    inputs: { vmid: 9000, owner, type: "qemu" },
  },
  {
    ...{ kind: "vm", name: "vm-1001", needs: ["vm-9000-template"], inputs: vmSpec },
    changed: {
      ...{ ...vmSpec, memory: 4096, balloon: 2048, cores: 4, description: "another" },
      disks: {
        scsi0: { storage: "local-zfs", size: "10G" },
        scsi1: { storage: "local-zfs", size: "2G" },
        scsi2: { storage: "local-zfs", size: "1G" },
      },
    },
  },
  {
    ...{ kind: "pcimapping", name: "mapping", needs: [], inputs: mappingSpec },
    changed: { ...mappingSpec, path: "0000:01:00" },
  },
];
