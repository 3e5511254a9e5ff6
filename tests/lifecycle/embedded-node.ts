import type { Json } from "../../embedded/contract";
import { EmbeddedHost } from "../../embedded/host";
import type { GuestPrograms } from "../../embedded/shell/pve/guest-shell";
import type { TestNode } from "./test-node";

export type MakeToken = (
  embedded: EmbeddedHost,
) => Promise<{ readonly tokenId: string; readonly tokenSecret: string }>;

/** The embedded host as the node of a world. */
export interface EmbeddedTestNode extends TestNode {
  readonly embedded: EmbeddedHost;
}

/** Opens an embedded host in this process, reached over its real ports; its tasks take no time. */
export async function openEmbeddedNode(
  state: Json | undefined,
  token?: MakeToken,
  guestPrograms?: GuestPrograms,
): Promise<EmbeddedTestNode> {
  const options = { speed: 0, ...(guestPrograms !== undefined && { guestPrograms }) };
  const embedded =
    state === undefined ? EmbeddedHost.open(options) : EmbeddedHost.fromState(state, options);
  const { endpoint, fingerprint, node, ssh, ...root } = await embedded.listen();
  const { tokenId, tokenSecret } = (await token?.(embedded)) ?? root;
  return {
    embedded,
    settings: {
      node,
      api: { endpoint, fingerprint, tokenId, tokenSecret },
      ssh: { ...ssh, privateKey: embedded.sshKey },
    },
    exec: (command) => embedded.exec(command),
    get mutations() {
      return embedded.journal.entries().length;
    },
    snapshot: async () => embedded.snapshotState(),
    close: () => embedded.close(),
  };
}
