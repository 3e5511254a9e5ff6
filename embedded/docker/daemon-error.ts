import { ProgramError } from "../contract";

/** What the daemon refuses, in the words of its client. */
export function refused(message: string): ProgramError {
  return new ProgramError(`Error response from daemon: ${message}`, 1);
}
