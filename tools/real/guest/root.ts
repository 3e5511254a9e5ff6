import path from "node:path";
import { builtBy, checkRequirements, type Programs } from "../recipe";
import { cgroupRoot } from "./cgroups";

/** The root that all guests start from, which the recipe in image/ makes: from the cache, or made now. */
export async function ensureGuestRoot(say: (line: string) => void): Promise<string> {
  checkRequirements(programs);
  cgroupRoot();
  const directory = await builtBy({
    recipe: path.join(__dirname, "image"),
    what: "the guests' root",
    time: "a minute or two",
    programs,
    say,
  });
  return path.join(directory, "root");
}

const programs: Programs = {
  debootstrap: ["debootstrap", "installs Debian 13 into a folder"],
  unshare: ["util-linux", "makes the guests' namespaces"],
  nsenter: ["util-linux", "runs programs in them"],
  setpriv: ["util-linux", "ends them with the tests"],
  ip: ["iproute2", "gives them a loopback"],
};
