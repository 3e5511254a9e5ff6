/** Says something of a run that takes long, after the seconds that it has taken. */
export type Say = (line: string) => void;

/**
 * The program of a run that takes long: it says how far it is, without what the lifecycles say of their progress, and
 * ends with whether all was well.
 */
export function fullRun(run: (say: Say) => Promise<boolean>): void {
  const started = Date.now();
  console.log = () => undefined;
  const say = (line: string): void => {
    process.stderr.write(`${Math.round((Date.now() - started) / 1000)} s: ${line}\n`);
  };
  run(say).then(
    (isWell) => process.exit(isWell ? 0 : 1),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}
