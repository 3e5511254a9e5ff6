import { failure } from "../api/api-error";
import type { GuestConf } from "../conf/guest-conf";
import type { EmbeddedNode } from "../node/embedded-node";
import { isNetworkKey, parseNetwork } from "./network";
import { checkDevice } from "./pending";

/**
 * What writing the low-level LXC configuration refuses (PVE::LXC::update_lxc_config): bridges and devices that the
 * node has not. It runs after the configuration file is written.
 */
export function checkLxcConfig(node: EmbeddedNode, conf: GuestConf): void {
  for (const [key, value] of conf.options) {
    if (isNetworkKey(key)) {
      const bridge = parseNetwork(value).get("bridge");
      if (bridge !== undefined && !node.bridgeExists(bridge)) {
        throw failure(`bridge '${bridge}' does not exist`);
      }
    } else if (/^dev\d+$/.test(key)) {
      checkDevice(node, value);
    }
  }
}
