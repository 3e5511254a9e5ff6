import { parse } from "yaml";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const sameRepository = "github.event.pull_request.head.repo.full_name == github.repository";
const baseCommit = "${{ github.event.pull_request.base.sha }}";

/** The job that fails unless the environment of a real stack waits for a reviewer. */
const guard = ".github/scripts/needs-reviewer.sh preview";

export function readWorkflow(text: string): Workflow {
  return parse(text) as Workflow;
}

/**
 * What in a workflow could give rights or secrets to code of a pull request that nobody has looked at
 * (GitHub Docs, "Secure use reference"); one line for each.
 */
export function violations(workflow: Workflow): string[] {
  const triggers = Object.keys(workflow.on);
  return [
    ...(triggers.join() === "pull_request" ? [] : [`it is triggered by ${triggers.join(", ")}`]),
    ...(JSON.stringify(workflow.permissions) === '{"contents":"read"}'
      ? []
      : ["its jobs have other rights than reading, unless they say so themselves"]),
    ...Object.entries(workflow.jobs).flatMap(([name, job]) =>
      [...rightsOf(job), ...secretsOf(job, workflow), ...job.steps.flatMap(stepOf)].map(
        (violation) => `${name}: ${violation}`,
      ),
    ),
  ];
}

function rightsOf(job: Job): string[] {
  const rights = Object.entries(job.permissions ?? {}).filter(([, level]) => level !== "read");
  const found = rights
    .filter(([right]) => right !== "pull-requests")
    .map(([right, level]) => `has the right ${right}: ${level}`);
  const text = JSON.stringify(job.steps);
  const hasToken = /github\.token|secrets\.GITHUB_TOKEN/.test(text);
  if ((rights.length > 0 || hasToken) && runsPullRequest(job)) {
    found.push("gives its token to code of the pull request");
  }
  return found;
}

function secretsOf(job: Job, workflow: Workflow): string[] {
  const hasSecrets = /secrets[.[]/.test(JSON.stringify(job));
  if (!hasSecrets && job.environment === undefined) return [];
  const needs = [job.needs ?? []].flat();
  const isGuarded = needs.some((name) =>
    workflow.jobs[name]?.steps.some(({ run }) => run === guard),
  );
  return [
    ...(job.environment === "preview" ? [] : ["has secrets outside of the protected environment"]),
    ...(job.if?.includes(sameRepository) === true ? [] : ["gives secrets to forks"]),
    ...(isGuarded ? [] : ["does not wait for the check that a reviewer is required"]),
  ];
}

function stepOf({ uses, run, with: options, env }: Step): string[] {
  const found: string[] = [];
  if (uses !== undefined && !/^actions\/[\w-]+@[0-9a-f]{40}$/.test(uses)) {
    found.push(`uses ${uses}, which is not GitHub's own or not pinned by commit`);
  }
  if (isCheckout(uses) && options?.["persist-credentials"] !== false) {
    found.push("leaves the token in the checkout");
  }
  if (run?.includes("${{") === true) {
    found.push("puts an expression into a shell script, where its value is run");
  }
  if (/\bnpm (ci|install)\b/.test(run ?? "") && run?.includes("--ignore-scripts") !== true) {
    found.push("runs install scripts of packages");
  }
  if (run !== undefined && /^npm/.test(run) && /secrets[.[]/.test(JSON.stringify(env ?? {}))) {
    found.push("gives secrets to npm");
  }
  return found;
}

/** A job runs code of the pull request where it checks out anything but the base branch. */
function runsPullRequest({ steps }: Job): boolean {
  return steps.some((step) => isCheckout(step.uses) && step.with?.["ref"] !== baseCommit);
}

function isCheckout(uses: string | undefined): boolean {
  return uses?.startsWith("actions/checkout@") === true;
}
