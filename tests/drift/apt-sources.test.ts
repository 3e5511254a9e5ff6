import { aptSourcesLifecycle } from "../../providers/apt-sources";
import { testDrift } from "./test-drift";

const folder = "/etc/apt/sources.list.d";
const on = (file: string) => `sed -i '/^Enabled/d' ${folder}/${file}`;
const off = (file: string) => `sed -i 's/^URIs/Enabled: no\\nURIs/' ${folder}/${file}`;
const line = (uri: string, component: string) =>
  `echo 'deb ${uri} trixie ${component}' > ${folder}/more.list`;

/** A node is installed with the archives for customers (pve-docs, pve-package-repos.adoc); Debian alone has none. */
const installed = (file: string, archive: string, component: string) =>
  `printf 'Types: deb\\nURIs: https://enterprise.proxmox.com/debian/${archive}\\nSuites: trixie\\n` +
  `Components: ${component}\\n' > ${folder}/${file}`;

testDrift({
  kind: "aptsources",
  schema: aptSourcesLifecycle.schema,
  ground: async (world) => {
    await world.shell(installed("pve-enterprise.sources", "pve", "pve-enterprise"));
    await world.shell(installed("ceph.sources", "ceph-squid", "enterprise"));
  },
  inputs: {
    enterprise: "disabled",
    "no-subscription": "enabled",
    test: "disabled",
    "ceph-enterprise": "disabled",
    "ceph-no-subscription": "enabled",
    "ceph-test": "disabled",
  },
  fields: {
    enterprise: [
      on("pve-enterprise.sources"),
      line("https://enterprise.proxmox.com/debian/pve", "pve-enterprise"),
    ],
    "no-subscription": [
      off("proxmox.sources"),
      `rm ${folder}/proxmox.sources`,
      `sed -i s/trixie/bookworm/ ${folder}/proxmox.sources`,
    ],
    test: [
      line("http://download.proxmox.com/debian/pve", "pve-test"),
      `sed -i 's/pve-no-subscription/& pve-test/' ${folder}/proxmox.sources`,
    ],
    "ceph-enterprise": line("https://enterprise.proxmox.com/debian/ceph-reef", "enterprise"),
    "ceph-no-subscription": `sed -i 's/^Components: no-subscription/Components: main/' ${folder}/ceph.sources`,
    "ceph-test": line("http://download.proxmox.com/debian/ceph-squid", "test"),
  },
});
