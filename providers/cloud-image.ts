import { z } from "zod";
import { storageFolder } from "../host/section-config";
import type { Lifecycle } from "./lifecycle";

/** The image of a disk on a storage, from which virtual machines are made. */
const cloudImageSchema = z.strictObject({
  storage: z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9]$/, "must be a storage id"),
  /** The file's name, such as `noble-server-cloudimg-amd64.qcow2`. */
  file: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9_.+-]*\.(qcow2|raw|vmdk)$/,
      "must be the name of a .qcow2, .raw or .vmdk file",
    ),
  /** Where the node downloads it from; says nothing about one that is there. */
  url: z.string().regex(/^https?:\/\/[\x21-\x7e]+$/, "must be an http or https URL"),
  /** What a download is held to; a file with another one is not kept. */
  checksum: z
    .string()
    .regex(/^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/, "must be sha256:HEX or sha512:HEX"),
});

export type CloudImageSpec = z.infer<typeof cloudImageSchema>;

const parts = ["storages", "images"] as const;

/** An image is a file that others may use as well: it is downloaded where it is missing, and let go. */
export const cloudImageLifecycle: Lifecycle<
  CloudImageSpec,
  { readonly file: string },
  (typeof parts)[number]
> = {
  kind: "cloudimage",
  parts,
  schema: cloudImageSchema,
  id: (spec) => `${spec.storage}:import/${spec.file}`,
  find(inspection, spec) {
    const directory = storageFolder(inspection.storages.get(spec.storage));
    const files = directory === undefined ? [] : (inspection.images.get(directory) ?? []);
    return files.includes(spec.file) ? { file: spec.file } : undefined;
  },
  observe: ({ file }) => ({ file }),
  refuse({ spec, inspection }) {
    const storage = inspection.storages.get(spec.storage);
    // One that is not there yet is a resource of its own.
    if (storage === undefined || storage.options["content"]?.split(",").includes("import"))
      return [];
    return [
      {
        property: "storage",
        reason:
          `image ${spec.file}: storage ${spec.storage} holds no images to import; ` +
          "add import to its content, or name another storage.",
      },
    ];
  },
  async converge({ spec, context: { host } }) {
    const [algorithm, checksum] = spec.checksum.split(":");
    const upid = await host.api.request(
      "POST",
      `/nodes/${host.node}/storage/${spec.storage}/download-url`,
      {
        content: "import",
        filename: spec.file,
        url: spec.url,
        checksum,
        "checksum-algorithm": algorithm,
      },
    );
    await host.finish(upid);
  },
};
