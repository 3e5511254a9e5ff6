import { Arc } from "../../providers/resources";
import type { Ground } from "./ground";

/** The limit of ZFS's cache, where one is declared. */
export function declareArc({ parent, config, below }: Ground): void {
  if (config.arc_max_gb === undefined) return;
  const bytes = Math.round(config.arc_max_gb * 2 ** 30);
  new Arc(
    "arc",
    { running: bytes, boot: bytes, initramfs: "current" },
    { parent, dependsOn: below() },
  );
}
