import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { cgroupRoot, endGroup } from "./cgroups";

/** Folders of runs have these names, and so have the groups of their guests' processes begin. */
const prefix = "phoenix-guests-";

/** Makes the folder in which the guests of this run keep what they write; what earlier runs have left goes. */
export async function makePlace(): Promise<string> {
  for (const name of fs.readdirSync(os.tmpdir())) {
    const pid = Number(name.slice(prefix.length));
    if (name.startsWith(prefix) && pid > 0 && !fs.existsSync(`/proc/${pid}`)) {
      await removePlace(path.join(os.tmpdir(), name));
    }
  }
  const place = path.join(os.tmpdir(), `${prefix}${process.pid}`);
  fs.mkdirSync(place, { mode: 0o700 });
  return place;
}

/** Ends what still runs of a run's guests, and removes their folder. */
export async function removePlace(place: string): Promise<void> {
  const root = cgroupRoot();
  const groups = fs.readdirSync(root).filter((name) => name.startsWith(`${path.basename(place)}-`));
  for (const group of groups) await endGroup(path.join(root, group));
  fs.rmSync(place, { recursive: true, force: true });
}
