import fs from "node:fs";
import path from "node:path";
import type { Json } from "../../../embedded/contract";
import type { FeatureSettings } from "../../../providers/features";
import { guestProxy, startGuest, type Guest } from "../../../tools/real/guest/guest";
import { preparedGuest } from "../../features/guest-world";
import { World } from "../../lifecycle/world";

/** What is inside the guests. */
const distribution = { id: "debian", release: "13", codename: "trixie" } as const;

/** What a configuration would say of every guest here: how it reaches its packages, and what it is. */
export const settings = {
  distribution,
  downloads: { proxy: guestProxy },
} as const satisfies FeatureSettings;

/** A container's state on an embedded node, around which guests are opened. */
export function preparedContainer(): Promise<Json> {
  return preparedGuest({}, "debian-13-standard_13.1-2_amd64.tar.zst");
}

let made = 0;

/** Starts a guest, from the root that all start from. */
export function openGuest(): Promise<Guest> {
  const { root, place } = whereGuestsAre();
  made += 1;
  return startGuest(root, path.join(place, `${process.pid}-${made}`));
}

/** An embedded node whose container 900 is a Debian with systemd, where the real programs run. */
export async function openGuestWorld(state: Json, opened?: Guest): Promise<World> {
  const guest = opened ?? (await openGuest());
  return World.around(
    {
      run(vmid, argv, options) {
        if (vmid !== 900) throw new Error(`guest ${vmid} does not run, only 900 does`);
        return guest.run(argv, options);
      },
      stop: () => guest.stop(),
    },
    state,
  );
}

/** The root that guests start from, and the folder of this run. */
export function whereGuestsAre(): { readonly root: string; readonly place: string } {
  const said = process.env["PHOENIX_TEST_GUESTS"];
  if (said === undefined) throw new Error("These tests need what npm run test:real prepares.");
  const { root, place } = JSON.parse(said) as { root: string; place: string };
  fs.accessSync(root);
  return { root, place };
}

/** A command that asks a server in the guest for a page, and prints its answer; it needs nothing but bash. */
export function ask(port: number, page: string, header = ""): string {
  const headers = ["Host: localhost", ...(header === "" ? [] : [header])];
  const lines = [`GET ${page} HTTP/1.0`, ...headers, "", ""].join("\\r\\n");
  return `{ exec 3<>/dev/tcp/127.0.0.1/${port} && printf "${lines}" >&3 && cat <&3; }`;
}

/** A command that repeats another one until it succeeds, for a minute at most. */
export function soon(command: string): string {
  return `for try in {1..60}; do if ( ${command} ) 2>/dev/null; then exit; fi; sleep 1; done; ${command}`;
}

/** What is written later than its service was started is told by whole seconds. */
export function later(command: string): string {
  return `sleep 1.1; ${command}`;
}
