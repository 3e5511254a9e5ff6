import { profileHeadings } from "../../config/apparmor/profile-headings";
import type { HypervisorConfig } from "../../config/types";
import type { AppArmorProfileSpec } from "../../providers/apparmor/schema";
import { sha256Of } from "../../providers/file";
import { AppArmorProfile } from "../../providers/resources";
import type { Ground } from "./ground";
import { readSource } from "./source";

type ProfileConfig = NonNullable<HypervisorConfig["apparmor_profiles"]>[number];

/** The declared profiles by name. */
export function declareAppArmor({
  parent,
  config,
  directory,
  below,
}: Ground): ReadonlyMap<string, AppArmorProfile> {
  return new Map(
    (config.apparmor_profiles ?? []).map((profile) => {
      const spec = apparmorProfileSpec(profile, directory);
      const dependsOn = below("/etc/apparmor.d");
      const title = `apparmor-profile-${spec.name}`;
      return [spec.name, new AppArmorProfile(title, spec, { parent, dependsOn })] as const;
    }),
  );
}

/** A declared profile with its text, which may stand in a file of the folder of the configuration. */
export function apparmorProfileSpec(
  profile: ProfileConfig,
  directory: string,
): AppArmorProfileSpec {
  const { name, source } = profile;
  const content = profile.content ?? readSource(directory, `the profile ${name}`, source);
  // What a text with another heading says is refused by the provider, which sees the sources as well.
  const mode = profileHeadings(content)[0]?.mode ?? "enforce";
  return {
    ...{ name, content, sha256: sha256Of(content), owner: "root:root", mode: "0644" },
    ...{
      profileMode: mode as AppArmorProfileSpec["profileMode"],
      policy: "current",
      boot: "loaded",
    },
  };
}
