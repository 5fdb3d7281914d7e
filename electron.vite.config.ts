import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const here = import.meta.dirname
/** One build runs on every Electron from 33 (Node 20, Chromium 130) on. */
const nodeTarget = 'node20'
/** Set by scripts/build.ts, which builds aside and swaps the finished folders in. */
const output = process.env.OUTPOST_BUILD_FOLDER ?? resolve(here, 'out')

export default defineConfig({
  main: {
    build: {
      outDir: resolve(output, 'main'),
      target: nodeTarget,
      sourcemap: true,
      rolldownOptions: {
        input: {
          index: resolve(here, 'electron/main/index.ts'),
          'data-host': resolve(here, 'electron/data/index.ts'),
          'store-worker': resolve(here, 'electron/data/database/store-worker.ts'),
          'import-reader': resolve(here, 'electron/data/import/reader-worker.ts'),
          'ocr-reader': resolve(here, 'electron/data/cards/ocr-worker.ts'),
        },
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: 'chunks/[name]-[hash].cjs',
        },
      },
    },
  },
  preload: {
    build: {
      outDir: resolve(output, 'preload'),
      target: nodeTarget,
      sourcemap: true,
      // A sandboxed preload can load nothing but `electron`, so everything else is bundled into its one file.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: resolve(here, 'electron/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(here, 'renderer'),
    plugins: [react()],
    build: {
      outDir: resolve(output, 'renderer'),
      target: 'chrome130',
      chunkSizeWarningLimit: 4096,
      rolldownOptions: { input: resolve(here, 'renderer/index.html') },
    },
  },
})
