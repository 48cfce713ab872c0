/** @type {import('@custom-elements-manifest/analyzer').UserConfig} */
export default {
  globs: ['elements/**/*.ts'],
  exclude: ['elements/**/*.test.ts'],
  outdir: 'dist',
  litelement: true,
  packagejson: false,
};
