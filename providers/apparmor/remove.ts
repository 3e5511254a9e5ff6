import { confinedBy, unloadProfile } from "../../host/apparmor";
import { UserError } from "../../host/errors";
import type { PathFacts } from "../../host/paths";
import { profileOf } from "../container/profile";
import { sha256Of } from "../file";
import type { RemoveInput } from "../lifecycle";
import { pathOf, type AppArmorProfileSpec } from "./schema";

/** Unloads what confines nobody, and deletes its file. */
export async function removeProfile({
  spec,
  live,
  known,
  inspection,
  context: { host },
}: RemoveInput<AppArmorProfileSpec, PathFacts, "apparmor" | "containers">): Promise<void> {
  if (known?.["created"] !== true || live.type !== "regular file") return;
  // A refresh takes the live sum into state, but never a content.
  if (live.sha256 !== sha256Of(spec.content)) {
    console.log(`apparmorprofile ${spec.name}: stays, because somebody has changed its file`);
    return;
  }
  const configured = [...inspection.containers.values()]
    .filter(({ config }) => profileOf(config.current.raw) === spec.name)
    .map(({ vmid }) => `container ${vmid} names it`);
  const running = await confinedBy(host.shell, spec.name);
  const confined = running.map(({ pid, vmid, program }) =>
    vmid === undefined
      ? `process ${pid} (${program}) runs under it`
      : `container ${vmid} runs under it`,
  );
  const users = [...new Set([...configured, ...confined])];
  if (users.length > 0) {
    throw new UserError(
      `apparmorprofile ${spec.name} stays, because what it confines would be confined no more: ${users.join(", ")}. ` +
        "Give them another profile, restart them, and run this again.",
    );
  }
  if (inspection.apparmor.loaded.has(spec.name)) await unloadProfile(host.shell, spec.name);
  await host.shell.run(["rm", "-f", pathOf(spec)]);
}
