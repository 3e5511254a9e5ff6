import type { Api } from "./api";
import { span } from "./progress";

interface EndedTask {
  readonly starttime: number;
  readonly endtime?: number;
  readonly status?: string;
}

/** A task's last line, as far as it has come, and how long others of its type took on this node. */
export class TaskProgress {
  #usual: Promise<number | undefined> | undefined;

  constructor(
    private readonly api: Api,
    private readonly node: string,
    private readonly upid: string,
  ) {}

  /** What is told of a task that has gone on for so many ms. */
  async line(elapsed: number): Promise<string> {
    const [, , , , , type = "task", id = ""] = this.upid.split(":");
    this.#usual ??= this.#usualDuration(type);
    const [usual, last] = await Promise.all([this.#usual, this.#lastLine()]);
    const title = id === "" ? type : `${type} ${id}`;
    const expected = usual === undefined ? "" : `, usually ${span(usual)}`;
    return `${title}: runs for ${span(elapsed)}${expected}${last === "" ? "" : `: ${last}`}`;
  }

  /** The median of the last ones of its type that ended well, in ms; undefined where there are none. */
  async #usualDuration(typefilter: string): Promise<number | undefined> {
    const query = { source: "archive", typefilter, limit: 20 };
    const ended = (await this.api.request(
      "GET",
      `/nodes/${this.node}/tasks`,
      query,
    )) as EndedTask[];
    const durations = ended
      .filter(({ status }) => status === "OK")
      .flatMap(({ starttime, endtime }) => (endtime === undefined ? [] : [endtime - starttime]))
      .sort((a, b) => a - b);
    const median = durations[Math.floor(durations.length / 2)];
    return median === undefined ? undefined : median * 1_000;
  }

  async #lastLine(): Promise<string> {
    const path = `/nodes/${this.node}/tasks/${encodeURIComponent(this.upid)}/log`;
    // Copying prints a line for each per cent.
    const lines = (await this.api.request("GET", path, { limit: 5_000 })) as { t: string }[];
    const last = lines.map(({ t }) => t.trim()).findLast((text) => text !== "") ?? "";
    return last === "no content" ? "" : last.slice(0, 160);
  }
}
