/** Seed of the property tests: in every title, so that a failure can be run again with PROPERTY_SEED. */
export const seed = Number(process.env['PROPERTY_SEED'] ?? Math.floor(Math.random() * 1e9));
