import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  // The tests open whole desktop apps; two at once on a small machine only make both slow.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'out/test-results/playwright.json' }]],
  use: { trace: 'off', screenshot: 'off', video: 'off' },
})
