import { LocalWorkspace, type EngineEvent, type Stack } from "@pulumi/pulumi/automation";
import { UserError } from "../../host/errors";
import { errorsIn, readEvents } from "./read-events";
import type { DriftReport } from "./report";

/** A stack of this folder's program, which is there already. */
export function openStack(stackName: string, workDir: string): Promise<Stack> {
  return LocalWorkspace.selectStack({ stackName, workDir });
}

/**
 * Previews the stack, and says what it found.
 *
 * @throws UserError with what the preview said where it fails
 */
export async function look(stack: Stack, configFile: string | undefined): Promise<DriftReport> {
  const now = new Date().toISOString();
  const events = await eventsOf((onEvent) => stack.preview({ onEvent, ...at(configFile) }));
  return readEvents(events, stack.name, now);
}

/**
 * Brings the stack up.
 *
 * @throws UserError with what it said where that fails
 */
export async function heal(stack: Stack, configFile: string | undefined): Promise<void> {
  await eventsOf((onEvent) => stack.up({ onEvent, ...at(configFile) }));
}

function at(configFile: string | undefined) {
  return configFile === undefined ? {} : { configFile };
}

async function eventsOf(
  run: (onEvent: (event: EngineEvent) => void) => Promise<unknown>,
): Promise<EngineEvent[]> {
  const events: EngineEvent[] = [];
  try {
    await run((event) => events.push(event));
  } catch (error) {
    const told = errorsIn(events);
    // Pulumi's own words hold its whole output, and are all there is where it has not begun.
    throw new UserError(told.length > 0 ? told.join("\n") : (error as Error).message);
  }
  return events;
}
