import type { Json } from "../../../embedded/contract";
import { testFeatures, type FeatureCase } from "../../features/test-features";
import { openGuestWorld, preparedContainer, settings } from "./guest-world";

const features: Readonly<Record<string, FeatureCase>> = {
  base_setup: {
    settings,
    works: "su -l -c 'locale' root | grep -qx LANG=en_US.UTF-8 && jq -n 1 && rsync --version",
    breaks: [
      ["apt-get remove -y htop", ["package.htop"]],
      ["dpkg --purge --force-depends jq rsync", ["package.jq", "package.rsync"]],
      ["dpkg --unpack /var/cache/apt/archives/s-tui_*.deb", ["package.s-tui"]],
      [
        "sed -i '/^Package: jq$/,/^$/s/^Status: .*/Status: install reinstreq half-configured/' /var/lib/dpkg/status",
        ["package.jq"],
      ],
      ["localedef --delete-from-archive en_US.utf8", ["locale.generated"]],
      ["update-locale LANG=C.UTF-8", ["locale.LANG"]],
      ["rm /etc/default/locale", ["locale.LANG", "locale.LC_ALL"]],
      // Which makes a file of a link.
      ["sed -i s/en_US/C/ /etc/default/locale", ["locale.LANG", "locale.LC_ALL"]],
      [
        "apt-get purge -y locales",
        ["locale.LANG", "locale.LC_ALL", "locale.generated", "package.locales"],
      ],
    ],
  },
  python_api_service: {
    settings,
    works: "cd /tmp && python3 -m venv api && api/bin/pip --version",
    breaks: [
      ["apt-get purge -y python3-venv", ["package.python3-venv"]],
      ["dpkg --remove --force-depends python3-pip", ["package.python3-pip"]],
      [
        "apt-get remove -y --allow-remove-essential python3",
        ["package.python3", "package.python3-pip", "package.python3-venv"],
      ],
    ],
  },
};

let prepared: Json;

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  prepared = await preparedContainer();
});

testFeatures(features, () => openGuestWorld(prepared));
