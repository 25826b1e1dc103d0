import { join } from 'node:path';
import { serverPair } from '../support/pair-servers.js';
import { temporaryDirectory } from '../support/services-watchdog.js';
import { revisionsOf } from './revisions.js';

/** Revisions on Kafka and Redis. */
revisionsOf((env) => serverPair(env), join(temporaryDirectory('revisions'), 'config'));
