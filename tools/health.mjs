import { onStack } from "./lib/on-stack.mjs";

/** `npm run health [-- GUEST…]`: makes the checks of all or some guests once, and prints what they say. */
onStack("tools/health.ts");
