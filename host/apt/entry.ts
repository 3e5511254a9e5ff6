/** One entry of apt's sources (sources.list(5)), in either of the two formats. */
export interface AptEntry {
  readonly enabled: boolean;
  /** `deb`, `deb-src`. */
  readonly types: readonly string[];
  readonly uris: readonly string[];
  readonly suites: readonly string[];
  readonly components: readonly string[];
  /** Number of its first line in the file, from 0. */
  readonly from: number;
  /** Number of the line behind its last. */
  readonly to: number;
}
