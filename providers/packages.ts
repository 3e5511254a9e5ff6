import { z } from "zod";
import { installPackages, type Packages } from "../host/packages";
import type { Lifecycle } from "./lifecycle";
import { packageName } from "./shapes";

/** Packages that the node has. */
const packagesSchema = z.strictObject({
  /** By name, in dpkg's word for what it is to be. */
  packages: z.record(packageName, z.literal("installed")),
});

export type PackagesSpec = z.infer<typeof packagesSchema>;

const parts = ["packages"] as const;

/**
 * All packages are one resource, because one apt-get installs them all. None is ever removed: what a package that is
 * taken out has brought may be in use by now.
 */
export const packagesLifecycle: Lifecycle<PackagesSpec, Packages, (typeof parts)[number]> = {
  kind: "packages",
  parts,
  schema: packagesSchema,
  id: () => "dpkg",
  find: ({ packages }) => packages,
  observe: (live, spec) => ({
    packages: Object.fromEntries(
      Object.keys(spec.packages).map((name) => [name, live.get(name)?.status ?? "not-installed"]),
    ),
  }),
  async converge({ spec, inspection: { packages }, context: { host } }) {
    const missing = Object.keys(spec.packages).filter(
      (name) => packages.get(name)?.status !== "installed",
    );
    await installPackages(host.shell, missing);
  },
};
