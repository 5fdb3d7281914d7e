import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { mutantNames } from './mutants.ts'

/**
 * `node tests/sim/mutant-table.ts [--runs N] [--seed S] [--catches K] [NAME ...]`: for each planted fault the seeds,
 * out of N from S on, whose stories notice it; it goes on to the next fault after K of them.
 */
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    catches: { type: 'string', default: '3' },
  },
})

for (const name of positionals.length > 0 ? positionals : mutantNames) {
  const { runs, seed, catches } = options
  const lines = await play(['--mutant', name, '--runs', runs, '--seed', seed, '--failures', catches])
  const caught = lines.flatMap(
    (line) => /^(seed \d+) failed after \d+ runs: (I\d+)/.exec(line)?.slice(1).join(' ') ?? [],
  )
  const [, passed = '0', failed = '0'] = /^(\d+) passed, (\d+) failed$/.exec(lines.at(-1) ?? '') ?? []
  console.log(`${name}: ${caught.join(', ')} (${Number(passed) + Number(failed)} played)`)
}

/** Plays stories in a process of their own, since a fault is planted on loading. */
function play(args: readonly string[]): Promise<readonly string[]> {
  const cli = join(import.meta.dirname, 'cli.ts')
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, '--no-shrink', ...args], { maxBuffer: 64 * 1024 * 1024 }, (_, stdout) =>
      resolve(stdout.trimEnd().split('\n')),
    )
  })
}
