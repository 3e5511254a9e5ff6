import { parameterError } from "../api/api-error";
import type { EmbeddedNode } from "../node/embedded-node";

/** Refuses a hookscript that is no snippet, or not there (PVE/GuestHelpers.pm, check_hookscript). */
export function checkHookscript(node: EmbeddedNode, volid: string): void {
  const { backend, volname } = node.storages.volume(volid);
  if (backend.parse(volname).content !== "snippets") {
    throw parameterError({ hookscript: `'${volid}' is not in the snippets directory\n` });
  }
  if (!node.files.exists(backend.path(volname))) {
    throw parameterError({ hookscript: `script '${volid}' does not exist\n` });
  }
}
