import type { Traffic } from "../../embedded/node/pace";
import { HostProcess } from "./host-process";
import { idealSeconds } from "./ideal";
import { inventory, vmids } from "./inventory";
import type { BenchOptions } from "./options";
import { Project, type Run } from "./project";
import type { Part, ProcessorTime } from "./processor-time";
import { replicas } from "./replicas";
import { median, type Measured, type Results, type StateSize } from "./results";

const taskTime = 500;
/** Of more guests than these, all but twenty are made on the host by hand: Pulumi would take its time for each. */
const mostMade = 250;
const firstMade = 20;
const drifts = 10;
const copies = { guests: 50, taskSeconds: taskTime / 1000, workers: 3 };

/** Measures all that is asked for, and says what it does. */
export async function measure(
  { guests, delays, rounds, clones }: BenchOptions,
  say: (line: string) => void,
): Promise<Omit<Results, "date" | "processors">> {
  const measured: Measured[] = [];
  const states: StateSize[] = [];
  const add = (what: Measured["what"], count: number, delay: number, samples: Sample[]): void => {
    const one = { what, guests: count, delay, ...medians(samples) };
    measured.push(one);
    const sorted = samples.map(({ run }) => run.seconds.toFixed(2)).join(" ");
    say(
      `${String(count).padStart(5)} guests, ${delay} ms, ${what}: ${one.seconds.toFixed(2)} s (${sorted})`,
    );
  };
  await floor(rounds, add);
  for (const count of guests) {
    await withPhoenix(async ({ host, project, sample }) => {
      const layers = Math.min(10, Math.ceil(count / 20));
      if (count > mostMade) {
        project.configure(inventory({ guests: firstMade, layers }));
        await project.up();
        await host.ask({ commands: replicas(count, { made: firstMade, layers }) });
        project.configure(inventory({ guests: count, layers }));
        await project.up({ PULUMI_SKIP_CHECKPOINTS: "true" });
      } else {
        project.configure(inventory({ guests: count, layers }));
        await host.ask({ pace: { taskTime, requestTime: 0 } });
        add("up from nothing", count, 0, [await sample(() => project.up())]);
        await host.ask({ pace: { taskTime: 0 } });
      }
      const size = stateSize(project, count);
      states.push(size);
      const nothing = await idleProgram(size.resources);
      try {
        for (const delay of delays) {
          const found = new Map<Measured["what"], Sample[]>();
          const note = (what: Measured["what"], taken: Sample) =>
            found.set(what, [...(found.get(what) ?? []), taken]);
          await host.ask({ pace: { requestTime: delay } });
          for (let round = 0; round < rounds; round += 1) {
            note("resources that do nothing", await alone(() => nothing.preview()));
            note("unchanged", await sample(() => project.preview("--expect-no-changes")));
            await host.ask({ commands: broken(round) });
            note("10 drifts", expectDrifts(await sample(() => project.preview())));
            note("heal of 10", expectDrifts(await sample(() => project.up())));
          }
          for (const [what, samples] of found) add(what, count, delay, samples);
        }
      } finally {
        nothing.remove();
      }
    });
  }
  return { rounds, measured, states, copies: clones ? await timeCopies(say) : [] };
}

/** A run with what the host saw of it. */
interface Sample {
  readonly run: Run;
  readonly traffic: Traffic;
}

const none: Traffic = { requests: 0, tlsConnections: 0, commands: 0, sshConnections: 0 };

async function alone(run: () => Promise<Run>): Promise<Sample> {
  return { run: await run(), traffic: none };
}

interface Bench {
  readonly host: HostProcess;
  readonly project: Project;
  readonly sample: (run: () => Promise<Run>) => Promise<Sample>;
}

/** Phoenix with a host of its own, for as long as the work takes. */
async function withPhoenix(work: (bench: Bench) => Promise<void>): Promise<void> {
  const { host, connection, key } = await HostProcess.start();
  const project = await Project.ofPhoenix(host.pid, connection, key);
  const sample = async (run: () => Promise<Run>): Promise<Sample> => {
    const before = await host.ask({});
    const taken = await run();
    const after = await host.ask({});
    const since = (name: keyof Traffic): number => after[name] - before[name];
    const traffic = {
      ...{ requests: since("requests"), tlsConnections: since("tlsConnections") },
      ...{ commands: since("commands"), sshConnections: since("sshConnections") },
    };
    return { run: taken, traffic };
  };
  try {
    await work({ host, project, sample });
  } finally {
    project.remove();
    host.stop();
  }
}

type Add = (what: Measured["what"], guests: number, delay: number, samples: Sample[]) => void;

/** What nobody can be faster than, and Phoenix with nothing to do, in turns. */
async function floor(rounds: number, add: Add): Promise<void> {
  await withPhoenix(async ({ project, sample }) => {
    project.configure(inventory({ guests: 0, layers: 0 }));
    await project.up();
    const empty = await Project.ofProgram('import "@pulumi/pulumi";\n');
    try {
      const [theirs, ours]: [Sample[], Sample[]] = [[], []];
      for (let round = 0; round < rounds; round += 1) {
        theirs.push(await alone(() => empty.preview()));
        ours.push(await sample(() => project.preview("--expect-no-changes")));
      }
      add("empty program", 0, 0, theirs);
      add("empty inventory", 0, 0, ours);
    } finally {
      empty.remove();
    }
  });
}

/** A program with resources that nothing has to be done for, made as Pulumi's documentation makes them. */
async function idleProgram(count: number): Promise<Project> {
  const project = await Project.ofProgram(`import * as pulumi from "@pulumi/pulumi";

const provider: pulumi.dynamic.ResourceProvider = {
  create: async (inputs) => ({ id: inputs.name, outs: inputs }),
  read: async (id, props) => ({ id, props }),
  diff: async () => ({ changes: false }),
};

class Nothing extends pulumi.dynamic.Resource {}

for (let index = 0; index < ${count}; index += 1) {
  new Nothing(provider, \`nothing-\${index}\`, { name: \`nothing-\${index}\` });
}
`);
  await project.up({ PULUMI_SKIP_CHECKPOINTS: "true" });
  return project;
}

/** Fifty copies at once, of one layer and of ten: what is there beforehand is the layers. */
async function timeCopies(say: (line: string) => void): Promise<Results["copies"]> {
  const all: Results["copies"][number][] = [];
  for (const layers of [1, 10]) {
    await withPhoenix(async ({ host, project }) => {
      await host.ask({ pace: { taskTime: 0 } });
      project.configure(inventory({ guests: 0, layers }));
      await project.up();
      project.configure(inventory({ guests: copies.guests, layers }));
      await host.ask({ pace: { taskTime } });
      const { seconds } = await project.up();
      const ideal = idealSeconds({ ...copies, layers });
      say(`${copies.guests} copies of ${layers}: ${seconds.toFixed(1)} s, ideally ${ideal} s`);
      all.push({ guests: copies.guests, layers, idealSeconds: ideal, seconds });
    });
  }
  return all;
}

/** Another amount of memory each time, so that healed guests are broken anew. */
function broken(round: number): string[] {
  return vmids(drifts).map((vmid) => `pct set ${vmid} --memory ${600 + round}`);
}

function expectDrifts(sample: Sample): Sample {
  const { output } = sample.run;
  if (new RegExp(`~ ${drifts} (to update|updated)`).test(output)) return sample;
  throw new Error(`not ${drifts} drifts:\n${output}`);
}

function stateSize(project: Project, guests: number): StateSize {
  const { bytes, resources } = project.state();
  const sizes = resources
    .filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/"))
    .map((resource) => Buffer.byteLength(JSON.stringify(resource)));
  return { guests, resources: sizes.length, bytes, medianBytes: median(sizes) };
}

function medians(samples: readonly Sample[]): Omit<Measured, "what" | "guests" | "delay"> {
  const of = (value: (sample: Sample) => number): number => median(samples.map(value));
  const parts = new Set(samples.flatMap(({ run }) => Object.keys(run.processorTime) as Part[]));
  const processorTime: ProcessorTime = Object.fromEntries(
    [...parts].map((part) => [part, round(of(({ run }) => run.processorTime[part] ?? 0))]),
  );
  return {
    seconds: round(of(({ run }) => run.seconds)),
    processorTime,
    requests: of(({ traffic }) => traffic.requests),
    commands: of(({ traffic }) => traffic.commands),
    tlsConnections: of(({ traffic }) => traffic.tlsConnections),
    sshConnections: of(({ traffic }) => traffic.sshConnections),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
