import { text } from "./text";

/**
 * GPU indexes N of /dev/nvidiaN as a string: `none`, `0`, `0,1`; older files put blanks around or instead of the
 * comma. Read as a sorted list without doubles, empty for `none`.
 */
export const gpuAssignment = text(
  'none, or GPU indexes such as "0" or "0,1"',
  /^\s*(?:none|\d{1,2}(?:(?:\s*,\s*|\s+)\d{1,2})*)?\s*$/,
).transform(parseGpuAssignment);

/** The indexes that a gpu_assignment names. */
function parseGpuAssignment(assignment: string): number[] {
  const indexes = (assignment.match(/\d+/g) ?? []).map(Number);
  return [...new Set(indexes)].sort((a, b) => a - b);
}
