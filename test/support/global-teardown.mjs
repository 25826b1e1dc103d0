/** The same module instance as in the global setup: both run in jest's own process. */
export default async function globalTeardown() {
  const { stopShared } = await import(new URL('./services-shared.ts', import.meta.url).href);
  await stopShared();
}
