import { arcLifecycle } from "./arc";
import { containerLifecycle } from "./container/lifecycle";
import { datasetLifecycle } from "./dataset/lifecycle";
import { directoryLifecycle } from "./directory";
import { featureLifecycle } from "./feature";
import { fileLifecycle } from "./file";
import type { Context } from "./lifecycle";
import { nfsExportsLifecycle } from "./nfs-exports";
import { nodeLifecycle } from "./node";
import { operations, type Operations } from "./operations";
import { ostemplateLifecycle } from "./ostemplate";
import { sambaUserLifecycle } from "./samba/user";
import { sambaLifecycle } from "./samba/lifecycle";
import { poolLifecycle } from "./pool/lifecycle";
import { snapshotLifecycle } from "./snapshot";
import { storageLifecycle } from "./storage";
import { templateLifecycle } from "./template";
import { userLifecycle } from "./user/lifecycle";

/** The operations of each kind. The names stand in Pulumi's state: one that has been used is never dropped. */
export const lifecycles: Readonly<Record<string, (context: () => Context) => Operations>> = {
  node: (context) => operations(nodeLifecycle, context),
  pool: (context) => operations(poolLifecycle, context),
  dataset: (context) => operations(datasetLifecycle, context),
  storage: (context) => operations(storageLifecycle, context),
  ostemplate: (context) => operations(ostemplateLifecycle, context),
  container: (context) => operations(containerLifecycle, context),
  snapshot: (context) => operations(snapshotLifecycle, context),
  arc: (context) => operations(arcLifecycle, context),
  nfsexports: (context) => operations(nfsExportsLifecycle, context),
  samba: (context) => operations(sambaLifecycle, context),
  sambauser: (context) => operations(sambaUserLifecycle, context),
  user: (context) => operations(userLifecycle, context),
  directory: (context) => operations(directoryLifecycle, context),
  file: (context) => operations(fileLifecycle, context),
  template: (context) => operations(templateLifecycle, context),
  feature: (context) => operations(featureLifecycle, context),
};
