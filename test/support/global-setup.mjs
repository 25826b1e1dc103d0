import { register } from 'node:module';

register('./ts-hooks.mjs', import.meta.url);

/** See services-shared.ts: starts only what the files of this run need. */
export default async function globalSetup(globalConfig, projectConfig) {
  const { startShared } = await import(new URL('./services-shared.ts', import.meta.url).href);
  await startShared({
    root: `${projectConfig.rootDir}/test`,
    accept: projectConfig.testRegex,
    wanted: globalConfig.testPathPatterns?.patterns ?? [],
  });
}
