import type { Diagnostic } from "./diagnostics";
import { Report } from "./report";
import { apparmorRules } from "./rules/apparmor";
import { baseRules } from "./rules/base";
import { capacityRules } from "./rules/capacity";
import { cloneRules } from "./rules/clones";
import { RuleContext } from "./rules/context";
import { directoryRules } from "./rules/directories";
import { healthRules } from "./rules/health";
import { featureOptionRules } from "./rules/feature-options";
import { featureValueRules } from "./rules/feature-values";
import { featureRules } from "./rules/features";
import { fileRules } from "./rules/files";
import { firewallRules } from "./rules/firewall";
import { gpuRules } from "./rules/gpus";
import { graphRules } from "./rules/graph";
import { addressRangeRules } from "./rules/address-ranges";
import { identityRules } from "./rules/identity";
import { knowledgeOf } from "./rules/knowledge";
import type { Knowledge } from "./rules/knowledge";
import { networkRules } from "./rules/network";
import { nginxRules } from "./rules/nginx";
import { nodeRules } from "./rules/node";
import { poolRules } from "./rules/pools";
import { referenceRules } from "./rules/references";
import { sambaRules } from "./rules/samba";
import { scriptRules } from "./rules/scripts";
import { stackRules } from "./rules/stacks";
import { storageRules } from "./rules/storage";
import { storageListRules } from "./rules/storages";
import { storageIdentityRules } from "./rules/storage-identity";
import { userRules } from "./rules/users";
import { vmRules } from "./rules/vms";
import { vllmRules } from "./rules/vllm";
import type { Declaration } from "./types";

export type { Knowledge } from "./rules/knowledge";

const rules = [
  ...referenceRules,
  ...graphRules,
  ...identityRules,
  ...addressRangeRules,
  ...storageIdentityRules,
  ...cloneRules,
  ...poolRules,
  ...stackRules,
  ...storageRules,
  ...storageListRules,
  ...featureRules,
  ...vllmRules,
  ...scriptRules,
  ...nginxRules,
  ...featureOptionRules,
  ...healthRules,
  ...featureValueRules,
  ...gpuRules,
  ...capacityRules,
  ...nodeRules,
  ...networkRules,
  ...baseRules,
  ...fileRules,
  ...apparmorRules,
  ...userRules,
  ...vmRules,
  ...directoryRules,
  ...sambaRules,
  ...firewallRules,
];

/**
 * The rules across entries and files. What only the host knows comes from `knowledge` where the host was inspected, and
 * from the `host` block otherwise; a rule that misses a file or a fact is named in a note.
 */
export function crossCheck(declaration: Declaration, knowledge: Knowledge = {}): Diagnostic[] {
  const report = new Report(declaration.sources);
  const block = knowledgeOf(declaration);
  // A pool that is declared and not made yet is in no inspection.
  const poolSizes = { ...block.poolSizes, ...knowledge.poolSizes };
  const context = new RuleContext(declaration, { ...block, ...knowledge, poolSizes }, report);
  for (const rule of rules) rule(context);
  context.reportSkipped();
  return report.diagnostics;
}
