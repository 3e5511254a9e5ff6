import { disagreements } from "./recordings/disagreements";
import { isMeasured, readRecordings } from "./recordings/recording";
import { replay } from "./recordings/replay";

const recordings = readRecordings();

if (!recordings) console.warn("skipped: the recordings of real Proxmox VE are not at hand");

(recordings ? test : test.skip)(
  "the embedded host answers as real Proxmox VE did, but for what was special about the recorded machines",
  async () => {
    const lines = recordings ?? [];
    const verdicts = await replay(lines);
    const measured = [...lines.keys()].filter((line) => {
      const recording = lines[line];
      return recording !== undefined && isMeasured(recording);
    });
    const agreeing = measured.filter((line) => verdicts[line] === undefined).length;
    const total = verdicts.filter((verdict) => verdict === undefined).length;
    console.info(
      `recordings that agree: ${agreeing} of ${measured.length} measured, ${total} of ${lines.length} in all`,
    );
    const unexpected = measured
      .filter((line) => verdicts[line] !== undefined && disagreements[line] === undefined)
      .map((line) => `${line}: ${verdicts[line] ?? ""}`);
    expect(unexpected).toEqual([]);
    const settled = Object.keys(disagreements).filter(
      (line) => verdicts[Number(line)] === undefined,
    );
    expect(settled).toEqual([]);
    expect(agreeing / measured.length).toBeGreaterThanOrEqual(0.85);
  },
);
