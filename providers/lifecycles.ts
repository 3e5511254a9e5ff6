import { apparmorProfileLifecycle } from "./apparmor/lifecycle";
import { aptSourcesLifecycle } from "./apt-sources";
import { arcLifecycle } from "./arc";
import { chronyLifecycle } from "./chrony";
import { cloudImageLifecycle } from "./cloud-image";
import { containerLifecycle } from "./container/lifecycle";
import { datasetLifecycle } from "./dataset/lifecycle";
import { directoryLifecycle } from "./directory";
import { dnsLifecycle } from "./dns";
import { featureLifecycle } from "./feature";
import { fileLifecycle } from "./file";
import { firewallLifecycle } from "./firewall/firewall";
import { guestFirewallLifecycle } from "./firewall/guest-firewall";
import { gpuModesLifecycle } from "./gpu-modes/lifecycle";
import { healthLifecycle } from "./health";
import { hostnameLifecycle } from "./hostname";
import type { GetContext } from "./lifecycle";
import { networkLifecycle } from "./network";
import { nfsExportsLifecycle } from "./nfs-exports";
import { nodeLifecycle } from "./node";
import { nvidiaDriverLifecycle } from "./nvidia-driver";
import { operations, type Operations } from "./operations";
import { ostemplateLifecycle } from "./ostemplate";
import { rootfsLifecycle } from "./rootfs";
import { sambaUserLifecycle } from "./samba/user";
import { sambaLifecycle } from "./samba/lifecycle";
import { packagesLifecycle } from "./packages";
import { pciMappingLifecycle } from "./pci-mapping";
import { poolLifecycle } from "./pool/lifecycle";
import { serviceLifecycle } from "./service";
import { snapshotLifecycle } from "./snapshot";
import { stackLifecycle } from "./stack";
import { storageLifecycle } from "./storage/lifecycle";
import { templateLifecycle } from "./template";
import { timezoneLifecycle } from "./timezone";
import { userLifecycle } from "./user/lifecycle";
import { vmLifecycle } from "./vm/lifecycle";

/** The operations of each kind. The names stand in Pulumi's state: one that has been used is never dropped. */
export const lifecycles: Readonly<Record<string, (context: GetContext) => Operations>> = {
  node: (context) => operations(nodeLifecycle, context),
  timezone: (context) => operations(timezoneLifecycle, context),
  hostname: (context) => operations(hostnameLifecycle, context),
  aptsources: (context) => operations(aptSourcesLifecycle, context),
  packages: (context) => operations(packagesLifecycle, context),
  service: (context) => operations(serviceLifecycle, context),
  chrony: (context) => operations(chronyLifecycle, context),
  pool: (context) => operations(poolLifecycle, context),
  dataset: (context) => operations(datasetLifecycle, context),
  storage: (context) => operations(storageLifecycle, context),
  ostemplate: (context) => operations(ostemplateLifecycle, context),
  container: (context) => operations(containerLifecycle, context),
  rootfs: (context) => operations(rootfsLifecycle, context),
  cloudimage: (context) => operations(cloudImageLifecycle, context),
  pcimapping: (context) => operations(pciMappingLifecycle, context),
  vm: (context) => operations(vmLifecycle, context),
  snapshot: (context) => operations(snapshotLifecycle, context),
  arc: (context) => operations(arcLifecycle, context),
  nfsexports: (context) => operations(nfsExportsLifecycle, context),
  samba: (context) => operations(sambaLifecycle, context),
  sambauser: (context) => operations(sambaUserLifecycle, context),
  firewall: (context) => operations(firewallLifecycle, context),
  guestfirewall: (context) => operations(guestFirewallLifecycle, context),
  gpumodes: (context) => operations(gpuModesLifecycle, context),
  nvidiadriver: (context) => operations(nvidiaDriverLifecycle, context),
  user: (context) => operations(userLifecycle, context),
  directory: (context) => operations(directoryLifecycle, context),
  network: (context) => operations(networkLifecycle, context),
  dns: (context) => operations(dnsLifecycle, context),
  file: (context) => operations(fileLifecycle, context),
  apparmorprofile: (context) => operations(apparmorProfileLifecycle, context),
  template: (context) => operations(templateLifecycle, context),
  feature: (context) => operations(featureLifecycle, context),
  stack: (context) => operations(stackLifecycle, context),
  health: (context) => operations(healthLifecycle, context),
};
