import { setTimeout as sleep } from "node:timers/promises";
import { CommandError, UserError } from "../../host/errors";
import type { Host } from "../../host/host";
import { inGuest } from "../in-guest";
import { titleOf, type AnyGuest } from "./type";

/** A machine starts longer than a container, and the first time cloud-init sets it up. */
const patience = { lxc: 60_000, qemu: 300_000 } as const;

/**
 * Waits until a guest's services are up; a degraded guest can be worked in as well.
 *
 * @throws UserError where a virtual machine's guest agent does not answer in all that time
 */
export function untilReady(host: Host, guest: AnyGuest): Promise<void> {
  return untilDone(host, guest, isUp);
}

/**
 * Waits until something can be run in a guest.
 *
 * @throws UserError as untilReady does
 */
export function untilReached(host: Host, guest: AnyGuest): Promise<void> {
  return untilDone(host, guest, "true");
}

async function untilDone(host: Host, guest: AnyGuest, script: string): Promise<void> {
  const deadline = Date.now() + patience[guest.type ?? "lxc"];
  for (;;) {
    try {
      await inGuest(host, guest, script, { reads: true, seconds: 30 });
      return;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      if (isSwitchedOff(error)) throw switchedOff(guest);
      if (Date.now() > deadline) throw isAgentless(guest, error) ? agentless(guest) : error;
      await sleep(500);
    }
  }
}

const isUp = 'state=$(systemctl is-system-running) || [ "$state" = degraded ]';

/** PVE::QemuServer::Agent, assert_agent_available: the running machine has no device for it, and gets none as it runs. */
function isSwitchedOff({ stderr }: CommandError): boolean {
  return /^No QEMU guest agent/m.test(stderr);
}

function switchedOff(guest: AnyGuest): UserError {
  return new UserError(
    `${titleOf(guest)}: its guest agent is switched on when it starts the next time, and nothing can be installed or checked in it ` +
      'before. Restart it, or let Phoenix do so with "restart": "allowed".',
  );
}

/** Whether something could not be done because a virtual machine's guest agent does not answer. */
export function isAgentless({ type }: AnyGuest, { stderr }: CommandError): boolean {
  return type === "qemu" && /^QEMU guest agent is not running/m.test(stderr);
}

/** What a virtual machine takes whose guest agent does not answer. */
export function agentless(guest: AnyGuest): UserError {
  return new UserError(
    `${titleOf(guest)}: its guest agent does not answer, and nothing can be installed or checked in it without. It takes ` +
      '"guest_agent": true and the package qemu-guest-agent in it, which cloud images of Debian and Ubuntu come ' +
      "without: install it in the machine, or in the image with virt-customize.",
  );
}
