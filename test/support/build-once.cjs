/** Tests of bundles and of the command line need dist/, also when jest is started by itself. */
module.exports = async () => {
  const { buildIfStale } = await import('../../scripts/build.mjs');
  await buildIfStale();
};
