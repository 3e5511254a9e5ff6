import { aclEndpoints } from "../access/acl-endpoints";
import { groupEndpoints } from "../access/group-endpoints";
import { poolEndpoints } from "../access/pool-endpoints";
import { realmEndpoints } from "../access/realm-endpoints";
import { sessionEndpoints } from "../access/session-endpoints";
import { tokenEndpoints } from "../access/token-endpoints";
import { userEndpoints } from "../access/user-endpoints";
import { clusterEndpoints } from "../cluster/cluster-endpoints";
import { pciMappingEndpoints } from "../cluster/pci-mapping-endpoints";
import { firewallEndpoints } from "../firewall/firewall-endpoints";
import { configEndpoints } from "../lxc/config-endpoints";
import { createEndpoint } from "../lxc/create-endpoint";
import { lifecycleEndpoints } from "../lxc/lifecycle-endpoints";
import { moveVolumeEndpoint } from "../lxc/move-volume";
import { resizeEndpoint } from "../lxc/resize";
import { snapshotEndpointsOf } from "../guests/snapshot-endpoints";
import { containerKind } from "../lxc/container-kind";
import { statusEndpoints } from "../lxc/status-endpoints";
import { dnsEndpoints } from "../network/dns-endpoints";
import { networkEndpoints } from "../network/network-endpoints";
import { nodeEndpoints } from "../node/node-endpoints";
import { taskEndpoints } from "../node/task-endpoints";
import { machineAgentEndpoints } from "../qemu/agent-endpoints";
import { machineCloudinitEndpoints } from "../qemu/cloudinit-endpoints";
import { machineConfigEndpoints } from "../qemu/config-endpoints";
import { machineCreateEndpoint } from "../qemu/create-endpoint";
import { machineLifecycleEndpoints } from "../qemu/lifecycle-endpoints";
import { machineKind } from "../qemu/machine-kind";
import { machineResizeEndpoint } from "../qemu/resize";
import { machineStatusEndpoints } from "../qemu/status-endpoints";
import { storageConfigEndpoints } from "../storage/config-endpoints";
import { storageContentEndpoints } from "../storage/content-endpoints";
import { storageStatusEndpoints } from "../storage/status-endpoints";
import { templateEndpoints } from "../templates/template-endpoints";
import type { Endpoint } from "./endpoint";

/** Every method of the API that the embedded host has; any other is 501. */
export const endpoints: readonly Endpoint[] = [
  ...sessionEndpoints,
  ...userEndpoints,
  ...tokenEndpoints,
  ...groupEndpoints,
  ...realmEndpoints,
  ...aclEndpoints,
  ...poolEndpoints,
  ...clusterEndpoints,
  ...pciMappingEndpoints,
  ...nodeEndpoints,
  ...networkEndpoints,
  ...dnsEndpoints,
  ...taskEndpoints,
  ...statusEndpoints,
  createEndpoint,
  ...configEndpoints,
  ...snapshotEndpointsOf(containerKind),
  ...lifecycleEndpoints,
  resizeEndpoint,
  moveVolumeEndpoint,
  ...machineStatusEndpoints,
  machineCreateEndpoint,
  ...machineConfigEndpoints,
  ...machineCloudinitEndpoints,
  ...machineAgentEndpoints,
  ...snapshotEndpointsOf(machineKind),
  ...machineLifecycleEndpoints,
  machineResizeEndpoint,
  ...firewallEndpoints,
  ...storageConfigEndpoints,
  ...storageStatusEndpoints,
  ...storageContentEndpoints,
  ...templateEndpoints,
];
