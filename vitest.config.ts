import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const postgresSetup = resolve(import.meta.dirname, 'tests/support/postgres-global.ts')

export default defineConfig({
  test: {
    // Many tests wait for processes, disks and networks: two at once also where there are two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Whatever is waited for by its condition may come late on a busy machine.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['tests/unit/**/*.test.{ts,tsx}', 'tests/sync/**/*.test.ts'],
          exclude: ['tests/sync/faults/**'],
          // Some start processes and open encrypted stores: a busy machine is no failure.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          environment: 'node',
          include: ['tests/sync/faults/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'server',
          environment: 'node',
          include: ['tests/server/**/*.test.ts'],
          // A real PostgreSQL starts once for all files and the random histories take their time.
          ...(existsSync(postgresSetup) ? { globalSetup: [postgresSetup] } : {}),
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'sim',
          environment: 'node',
          include: ['tests/sim/**/*.test.ts'],
          ...(existsSync(postgresSetup) ? { globalSetup: [postgresSetup] } : {}),
          // The simulator runs in processes of its own, since it takes over time, chance and network.
          testTimeout: 1_800_000,
        },
      },
    ],
  },
})
