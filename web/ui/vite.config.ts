import { defineConfig } from 'vitest/config';

// OSSLENS_UI_OUT is where the build writes; CMake points it into the build directory.
// OSSLENS_API is the address of a running osslens that `npm run dev` forwards API calls to.
export default defineConfig({
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  build: {
    outDir: process.env.OSSLENS_UI_OUT ?? 'dist',
    emptyOutDir: true,
    target: 'es2021',
    // The page's CSP allows no data: scripts or styles, and an inlined polyfill would be one.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    proxy: { '/api': process.env.OSSLENS_API ?? 'http://127.0.0.1:8889' },
  },
  test: {
    environment: 'jsdom',
    include: ['test/**/*.test.{ts,tsx}'],
  },
});
