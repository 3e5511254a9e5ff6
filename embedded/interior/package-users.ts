import type { Files } from "../contract";
import { addSystemUser } from "./account-programs";

/** The users that packages' services run as, with their homes, as far as somebody here notices. */
const users: Readonly<Record<string, readonly [name: string, home: string]>> = {
  prometheus: ["prometheus", "/var/lib/prometheus"],
  "prometheus-node-exporter": ["prometheus", "/var/lib/prometheus"],
};

/** Makes the user of a package, who stays when the package goes. */
export function addPackageUser(files: Files, name: string): void {
  const user = users[name];
  if (user !== undefined) addSystemUser(files, ...user);
}
