import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { runMain, SetupError } from '../../scripts/command-line.ts'
import { benchSync } from './sync/bench.ts'

const usage = 'npm run bench -- sync [--json FILE] [--peers] [--rounds N]'

await runMain(async () => {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2),
    allowPositionals: true,
    options: { json: { type: 'string' }, peers: { type: 'boolean' }, rounds: { type: 'string' } },
  })
  if (positionals[0] !== 'sync') throw new SetupError(`Usage: ${usage}`)
  const rounds = Math.max(1, Number(values.rounds ?? 3) || 3)
  const results = await benchSync({ peers: values.peers ?? false, rounds })
  if (values.json) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`)
  return 0
})
