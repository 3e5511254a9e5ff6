import { originOf } from "../origin";
import type { Rule, RuleContext } from "./context";
import { disksOf } from "./pool-parts";
import { reportDoubles } from "./doubles";

/** Names, ids and disks that two pools or datasets cannot share. */
export const storageIdentityRules: Rule[] = [pools, datasets, disks];

function pools(context: RuleContext): void {
  const uses = (context.declaration.hypervisor?.pools ?? []).map(({ name }, index) => {
    const path = ["zfs", "pools", index, "name"];
    return { value: name, by: `pool ${index + 1} of the list`, kind: "hypervisor", path } as const;
  });
  reportDoubles(context, uses, "duplicate-name", (value) => `the pool name ${value}`);
}

function datasets(context: RuleContext): void {
  const all = context.declaration.hypervisor?.datasets ?? [];
  const uses = all.map((dataset, index) => {
    const here = { kind: "hypervisor", path: ["zfs", "datasets", index, "name"] } as const;
    const by = `dataset ${index + 1} of the list`;
    return { value: dataset.name, by, ...originOf(dataset, here) };
  });
  reportDoubles(context, uses, "duplicate-name", (value) => `the dataset name ${value}`);
  const ids = all.flatMap(({ name, storage }, index) => {
    const path = ["zfs", "datasets", index];
    return storage
      ? [{ value: storage.id, by: `dataset ${name}`, kind: "hypervisor", path } as const]
      : [];
  });
  const listed = (context.declaration.hypervisor?.storages ?? []).map(({ id }, index) => {
    const path = ["storages", index, "id"];
    return { value: id, by: `storage ${index + 1} of the list`, kind: "hypervisor", path } as const;
  });
  const distinct = ids.filter((use, index) => ids.findIndex(({ by }) => by === use.by) === index);
  reportDoubles(
    context,
    [...distinct, ...listed],
    "duplicate-storage",
    (value) => `the storage id ${value}`,
  );
}

function disks(context: RuleContext): void {
  const uses = (context.declaration.hypervisor?.pools ?? []).flatMap((pool, index) =>
    disksOf(pool).map(({ disk, path }) => {
      const place = ["zfs", "pools", index, ...path];
      return { value: disk, by: `pool ${pool.name}`, kind: "hypervisor", path: place } as const;
    }),
  );
  reportDoubles(context, uses, "duplicate-disk", (value) => `the disk ${value}`);
}
