import { join } from 'node:path';
import { embeddedPair } from '../support/pair.js';
import { temporaryDirectory } from '../support/services-watchdog.js';
import { revisionsOf } from './revisions.js';

/** Revisions on the pair that needs nothing. */
revisionsOf(async (env) => embeddedPair(env), join(temporaryDirectory('revisions'), 'config'));
