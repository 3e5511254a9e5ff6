import type { TaskFault } from "../../embedded/faults";
import type { Fault } from "./fault";

/** Requests that are answered with a task. */
const beginsTask =
  /^POST .*\/(?:lxc|qemu|clone|snapshot|aplinfo|template|download-url|status\/\w+)$|^PUT .*\/resize$|^DELETE .*\/(?:lxc|qemu)\/\d+(?:\/snapshot\/[^/]+)?$/;

const atTask = (name: string, fault: TaskFault, more: Partial<Fault> = {}): Fault => ({
  name,
  fits: ({ what }) => beginsTask.test(what),
  strike: ({ embedded }) => embedded.faults.onTask(fault),
  ...more,
});

/** What goes wrong with tasks. */
export const taskFaults: readonly Fault[] = [
  {
    ...atTask("a task hangs until somebody stops it", {}),
    strike({ embedded }) {
      embedded.faults.onTask({});
      const timer = setInterval(() => {
        const active = embedded.node.tasks.list().filter(({ endtime }) => endtime === undefined);
        for (const { upid } of active) embedded.node.tasks.stop(upid);
        if (active.length > 0) clearInterval(timer);
      }, 400);
      timer.unref();
    },
  },
  atTask("a task ends with WARNINGS", { warning: "Systemd 257 detected." }, { mustPass: true }),
  atTask(
    "a task ends in an error",
    { error: "unable to do what was asked" },
    {
      tells: /unable to do what was asked/,
    },
  ),
  atTask("a task disappears", { vanishes: true }, { mustPass: true }),
];
