import { apparmorProfileLifecycle } from "../../providers/apparmor/lifecycle";
import { profileName, profilePath, profileSpec } from "../lifecycle/profile-spec";
import { testDrift } from "./test-drift";

const links = "/etc/apparmor.d";

testDrift({
  kind: "apparmorprofile",
  schema: apparmorProfileLifecycle.schema,
  inputs: profileSpec(),
  fields: {
    sha256: [
      `echo '# more' >> ${profilePath}`,
      `sed -i 's/fstype=nfs/fstype=cifs/' ${profilePath}`,
      `sed -i 's/fstype=nfs/fstype=cifs/' ${profilePath} && apparmor_parser -r ${profilePath}`,
      `echo '}' >> ${profilePath}`,
      { command: `rm ${profilePath}`, gone: true },
    ],
    owner: `chgrp www-data ${profilePath}`,
    mode: `chmod 0600 ${profilePath}`,
    profileMode: [
      `apparmor_parser -R ${profilePath}`,
      `apparmor_parser -rC ${profilePath}`,
      `sed 's/flags=(/flags=(kill,/' ${profilePath} | apparmor_parser -r`,
    ],
    policy: [
      `printf 'profile ${profileName} {\\n  /srv/** rw,\\n}\\n' | apparmor_parser -r`,
      // What the abstraction allows already would make the same policy.
      "echo '  deny /srv/** w,' >> /etc/apparmor.d/abstractions/lxc/container-base",
    ],
    boot: [
      `ln -s ${profilePath} ${links}/disable/${profileName}`,
      `ln -s ${profilePath} ${links}/force-complain/${profileName}`,
      {
        command: `ln -s ${profilePath} ${links}/force-complain/${profileName} && apparmor_parser -r ${profilePath}`,
        along: ["profileMode"],
      },
    ],
  },
  follows: ["policy"],
  notCompared: {
    name: "it is what the profile is known by",
    content: "it is compared by its SHA-256",
  },
});
