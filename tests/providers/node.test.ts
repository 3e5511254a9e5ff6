import type { Context } from "../../providers/lifecycle";
import { nodeLifecycle } from "../../providers/node";

const ours = "ssh-ed25519 AAAAed";

function remembered(hostKeys: readonly string[], hostKey: string | undefined) {
  const inspection = {
    ...{ version: "9.1.1", hostKeys, memoryBytes: 1, devices: [] },
    ...{ gpus: { functions: [] }, pools: new Map(), storages: new Map() },
  } as unknown as Parameters<NonNullable<typeof nodeLifecycle.remember>>[0];
  const context = { host: { hostKey } } as Context;
  const spec = { directory: "config", stack: "dev" };
  return nodeLifecycle.remember?.(inspection, spec, context)["hostKey"];
}

test.each([
  [[ours, "ssh-rsa AAAArsa", "ecdsa-sha2-nistp256 AAAAec"], ours, "ecdsa-sha2-nistp256 AAAAec"],
  [[ours, "ssh-rsa AAAArsa"], ours, "ssh-rsa AAAArsa"],
  [[ours], ours, ours],
  [[], ours, ours],
  [[], undefined, undefined],
])(
  "of the host keys %j the one is remembered that Go's SSH asks for first",
  (keys, key, expected) => {
    expect(remembered(keys, key)).toBe(expected);
  },
);
