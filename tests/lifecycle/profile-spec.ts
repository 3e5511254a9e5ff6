import { sha256Of } from "../../providers/file";

export const profileName = "lxc-phoenix-nfs";
export const profilePath = `/etc/apparmor.d/${profileName}`;

/** A profile as a container may need it: with a variable, an include, a child, and characters that a shell reads. */
export const profileText = `#include <tunables/global>

# $(reboot) 'quoted' "too" é
profile ${profileName} flags=(attach_disconnected,mediate_deleted) {
  #include <abstractions/lxc/container-base>
  mount fstype=nfs*,
  deny @{PROC}/kcore rwklx,
  profile helper {
    /srv/{one,two}/** r,
  }
}
`;

/** The resource's inputs for a text. */
export function profileSpec(content = profileText, more: object = {}) {
  return {
    ...{ name: profileName, content, sha256: sha256Of(content) },
    ...{ owner: "root:root", mode: "0644" },
    ...{ profileMode: "enforce", policy: "current", boot: "loaded" },
    ...more,
  };
}
