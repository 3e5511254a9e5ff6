import { z } from "zod";
import type { AptSources } from "../host/apt/sources";
import {
  isAsked,
  isEnabled,
  repositoryHandles,
  withDisabled,
  withEnabled,
  type RepositoryHandle,
} from "../host/apt/standard-repositories";
import { writeFile } from "../host/write-file";
import type { Lifecycle } from "./lifecycle";

const state = z.enum(["enabled", "disabled"], "must be enabled or disabled").optional();

/**
 * Which of Proxmox's repositories the node's packages come from. `enabled`: apt uses it for the node's release, from
 * wherever. `disabled`: apt does not ask Proxmox's servers for it; mirrors of other people's are theirs.
 */
const aptSourcesSchema = z.strictObject({
  /** Of Proxmox VE for customers: without a subscription it answers 401. */
  enterprise: state,
  "no-subscription": state,
  test: state,
  /** The same of Ceph, of any of its releases. */
  "ceph-enterprise": state,
  "ceph-no-subscription": state,
  "ceph-test": state,
});

export type AptSourcesSpec = z.infer<typeof aptSourcesSchema>;

const parts = ["aptSources"] as const;

/** Entries are switched on and off in their places, whoever wrote them; what is taken out is let go as it is. */
export const aptSourcesLifecycle: Lifecycle<AptSourcesSpec, AptSources, (typeof parts)[number]> = {
  kind: "aptsources",
  parts,
  schema: aptSourcesSchema,
  id: () => "/etc/apt",
  find: ({ aptSources }) => aptSources,
  observe: (live, spec) =>
    Object.fromEntries(
      repositoryHandles.flatMap((handle) => {
        const wanted = spec[handle];
        return wanted === undefined ? [] : [[handle, stateOf(live, handle, wanted)]];
      }),
    ),
  async converge({ spec, inspection: { aptSources }, context: { host } }) {
    let sources = aptSources;
    for (const handle of repositoryHandles) {
      const wanted = spec[handle];
      if (wanted === undefined || stateOf(sources, handle, wanted) === wanted) continue;
      const change = wanted === "enabled" ? withEnabled : withDisabled;
      sources = { ...sources, files: new Map([...sources.files, ...change(sources, handle)]) };
    }
    for (const [path, content] of sources.files) {
      if (aptSources.files.get(path) === content) continue;
      await writeFile(host.shell, {
        ...{ path, content, owner: "root", group: "root", mode: "0644" },
      });
    }
  },
};

function stateOf(
  sources: AptSources,
  handle: RepositoryHandle,
  wanted: "enabled" | "disabled",
): "enabled" | "disabled" {
  const isOn = wanted === "enabled" ? isEnabled(sources, handle) : isAsked(sources, handle);
  return isOn ? "enabled" : "disabled";
}
