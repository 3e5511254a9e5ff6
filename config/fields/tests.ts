import { anyPath } from "../scalars/paths";
import { line, listOf, object, oneOf } from "../scalars/text";
import { alias, later } from "./field";

const TESTS = "tests";

/** A script that is run against a finished guest or node. */
export const testScript = object({
  name: later(TESTS, "What the test is called in reports.", line),
  type: later(TESTS, "Kind of test.", oneOf(["script"])),
  path: later(TESTS, "Script below the tests' folder.", anyPath),
});

const testScripts = listOf("tests", testScript);

/** Tests of a guest. */
export const guestTests = object({
  health_checks: later(TESTS, "Scripts that say whether the guest works.", testScripts),
  integration_tests: later(TESTS, "Scripts that use the guest as a client would.", testScripts),
});

/** Tests of the node; the odd key is the original's spelling in nearly all of its files. */
export const nodeTests = object({
  system_validation: later(TESTS, "Scripts that look at the whole system.", testScripts),
  hypervisor_health_check: later(TESTS, "Scripts that look at the node.", testScripts),
  "hypervisor_health_.check": alias("hypervisor_health_check", testScripts),
});
