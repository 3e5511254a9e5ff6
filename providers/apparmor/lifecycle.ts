import { checkProfile, loadProfile, profileFolder, type AppArmor } from "../../host/apparmor";
import { CommandError, UserError } from "../../host/errors";
import { sameMode, type PathFacts } from "../../host/paths";
import { writeFile } from "../../host/write-file";
import type { Lifecycle } from "../lifecycle";
import { refuseProfile } from "./refuse";
import { removeProfile } from "./remove";
import { checkedSchema, pathOf, type AppArmorProfileSpec } from "./schema";

const parts = ["apparmor", "containers", "paths"] as const;

/**
 * A profile of AppArmor in a file of its own in /etc/apparmor.d, where apparmor.service loads it at each start; the
 * folder lxc/ below is for what comes with LXC, all of which is one unit to the kernel. What a changed profile confines
 * goes on under the new one without a restart.
 */
export const apparmorProfileLifecycle: Lifecycle<
  AppArmorProfileSpec,
  PathFacts,
  (typeof parts)[number]
> = {
  kind: "apparmorprofile",
  parts,
  schema: checkedSchema,
  id: (spec) => spec.name,
  paths: (spec) => [pathOf(spec)],
  find: ({ paths }, spec) => paths.get(pathOf(spec)),
  observe: (live, spec, { apparmor }) => ({
    sha256: live.sha256 ?? null,
    owner: `${live.owner}:${live.group}`,
    mode: sameMode(live.mode, spec.mode) ? spec.mode : live.mode,
    profileMode: apparmor.loaded.get(spec.name) ?? null,
    policy: policyOf(live, spec, apparmor),
    boot: live.policy?.boot ?? null,
  }),
  refuse: refuseProfile,
  async converge({ spec, live, drifts, context: { host } }) {
    const path = pathOf(spec);
    if (live?.sha256 !== spec.sha256) {
      await checked(spec, () => checkProfile(host.shell, spec.content));
      const [owner = "", group = ""] = spec.owner.split(":");
      const { content, mode } = spec;
      await writeFile(host.shell, { path, content, owner, group, mode });
    } else {
      await host.shell.run(["chown", spec.owner, path]);
      await host.shell.run(["chmod", spec.mode, path]);
    }
    const isLoaded = drifts.every(({ property }) => ["owner", "mode"].includes(property));
    if (live !== undefined && isLoaded) return;
    // The parser passes over a file that is linked there, and succeeds.
    const links = ["disable", "force-complain"].map((folder) => `${profileFolder}/${folder}`);
    await host.shell.run(["rm", "-f", ...links.map((folder) => `${folder}/${spec.name}`)]);
    await checked(spec, () => loadProfile(host.shell, path));
  },
  remove: removeProfile,
};

function policyOf(live: PathFacts, spec: AppArmorProfileSpec, { loaded }: AppArmor): string | null {
  if (!loaded.has(spec.name)) return null;
  return live.policy?.isCurrent === false ? "other than the file" : "current";
}

/** What the parser says is all that helps who wrote the profile. */
async function checked(spec: AppArmorProfileSpec, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new UserError(
      `apparmorprofile ${spec.name} is not loaded, because apparmor_parser refuses it: ${error.stderr.trim()}`,
      { cause: error },
    );
  }
}
