import { z } from "zod";
import { storageFolder } from "../host/section-config";
import type { Lifecycle } from "./lifecycle";

/** An operating system's template on a storage, from which containers are created (pveam(1)). */
const ostemplateSchema = z.strictObject({
  storage: z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9]$/, "must be a storage id"),
  /** The file's name, such as `debian-13-standard_13.1-2_amd64.tar.zst`. */
  template: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9_.+~-]*\.tar\.(gz|xz|zst)$/,
      "must be the name of a .tar.gz, .tar.xz or .tar.zst file",
    ),
});

export type OstemplateSpec = z.infer<typeof ostemplateSchema>;

const parts = ["storages", "templates"] as const;

/** A template is a file that others may use as well: it is downloaded where it is missing, and let go. */
export const ostemplateLifecycle: Lifecycle<
  OstemplateSpec,
  { readonly file: string },
  (typeof parts)[number]
> = {
  kind: "ostemplate",
  parts,
  schema: ostemplateSchema,
  id: (spec) => `${spec.storage}:vztmpl/${spec.template}`,
  find(inspection, spec) {
    const directory = storageFolder(inspection.storages.get(spec.storage));
    const files = directory === undefined ? [] : (inspection.templates.get(directory) ?? []);
    return files.includes(spec.template) ? { file: spec.template } : undefined;
  },
  observe: ({ file }) => ({ template: file }),
  async converge({ spec, context: { host } }) {
    const upid = await host.api.request("POST", `/nodes/${host.node}/aplinfo`, { ...spec });
    await host.finish(upid);
  },
};
