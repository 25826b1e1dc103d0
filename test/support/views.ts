import { viewsOf } from '../../src/engine/views.js';
import { type Configuration, loadConfiguration } from '../../src/settings/configuration.js';

/** The configuration that comes with the program. */
export const configuration: Configuration = loadConfiguration({});
export const views = viewsOf(configuration.views);
