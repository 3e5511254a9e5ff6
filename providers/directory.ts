import { z } from "zod";
import { exactMode, ownerLike, sameMode, type PathFacts } from "../host/paths";
import type { Lifecycle } from "./lifecycle";
import { mode, userAndGroupOrIds, writablePath } from "./shapes";

/** A folder of the node; what lies in it is nobody's business here. */
const directorySchema = z.strictObject({
  path: writablePath,
  owner: userAndGroupOrIds,
  /** Left alone where absent. */
  mode: mode.optional(),
});

export type DirectorySpec = z.infer<typeof directorySchema>;

const parts = ["paths"] as const;

/** A folder that is there is adopted. It holds data, so that only an empty one that we made is ever removed. */
export const directoryLifecycle: Lifecycle<DirectorySpec, PathFacts, (typeof parts)[number]> = {
  kind: "directory",
  parts,
  schema: directorySchema,
  id: (spec) => spec.path,
  paths: (spec) => [spec.path],
  find: ({ paths }, spec) => paths.get(spec.path),
  observe: (live, spec) => ({
    owner: ownerLike(spec.owner, live),
    ...(spec.mode !== undefined && {
      mode: sameMode(spec.mode, live.mode) ? spec.mode : live.mode,
    }),
  }),
  refuse: ({ spec: { path }, live }) =>
    live === undefined || live.type === "directory"
      ? []
      : [
          {
            property: "path",
            reason: `directory ${path}: is a ${live.type} on the node, and stays one. Remove it, or declare another path.`,
          },
        ],
  async converge({ spec: { path, owner, mode: permissions }, live, context: { host } }) {
    if (live === undefined) await host.shell.run(["mkdir", "-p", path]);
    await host.shell.run(["chown", owner, path]);
    // After chown, which takes setuid and setgid away.
    if (permissions !== undefined) await host.shell.run(["chmod", exactMode(permissions), path]);
  },
  async remove({ spec: { path }, live, known, context: { host } }) {
    if (known?.["created"] !== true || live.type !== "directory") return;
    const said = await host.shell.run(["bash", "-c", 'rmdir "$1" 2>&1 || true', "rmdir", path]);
    if (said !== "") console.log(`directory ${path}: stays: ${said.trim()}`);
  },
};
