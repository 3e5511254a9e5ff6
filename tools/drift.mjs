import { onStack } from "./lib/on-stack.mjs";
import { clearDeadLock } from "./lib/pulumi.mjs";

/**
 * `npm run drift [-- --report | --heal] [--output FOLDER]`: what is not as declared, as a table, a page and JSON. Ends
 * with 0 where nothing is, or where it was healed, with 2 where something is, and with 1 where it cannot be told.
 */
onStack("tools/drift.ts", clearDeadLock);
