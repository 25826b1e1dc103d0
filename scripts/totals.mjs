/** Prints the totals of a jest run as one line: `N passed, N failed, N skipped`. Argument: the file of `--outputFile`. */
import { readFileSync } from 'node:fs';

const run = JSON.parse(readFileSync(process.argv[2], 'utf8'));
// A file that could not be run at all holds no test that failed, yet it failed.
const failed = run.numFailedTests + run.numRuntimeErrorTestSuites;
console.log(`${run.numPassedTests} passed, ${failed} failed, ${run.numPendingTests + run.numTodoTests} skipped`);
