/**
 * Tells jest's tests one by one as they end, and at once why one has failed: a file of them takes a quarter of an hour
 * where KVM is missing.
 */
module.exports = class Progress {
  onTestCaseResult(_, { status, duration, fullName, failureMessages }) {
    const seconds = Math.round((duration ?? 0) / 1000);
    process.stderr.write(
      `${[`${status} (${seconds} s) ${fullName}`, ...failureMessages].join("\n")}\n`,
    );
  }
};
