/** Tells jest's tests one by one as they end: a file of them takes a quarter of an hour where KVM is missing. */
module.exports = class Progress {
  onTestCaseResult(_, { status, duration, fullName }) {
    process.stderr.write(`${status} (${Math.round((duration ?? 0) / 1000)} s) ${fullName}\n`);
  }
};
