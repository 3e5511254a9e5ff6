import { UserError } from "../host/errors";
import type { Host } from "../host/host";
import { rebootNode } from "../host/reboot";

/** A declaration of a kind that a restart of the node may be needed for. */
export interface RestartFor {
  readonly kind: string;
  readonly reboot: "allowed" | "never";
}

/**
 * Restarts the node where that is allowed, or ends here with what to do.
 *
 * @throws UserError where it is not allowed
 */
export async function restartNode(
  host: Host,
  { kind, reboot }: RestartFor,
  bootId: string,
  reason: string,
): Promise<void> {
  if (reboot !== "allowed") {
    throw new UserError(
      `${kind}: the node has to be restarted, because ${reason}. Restart it and run pulumi up again, which goes ` +
        `on from there; or write "reboot": "allowed" in settings.`,
    );
  }
  await host.turns.alone(() => rebootNode(host, bootId));
}
