import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { runMain, SetupError } from '../../scripts/command-line.ts'
import { benchAttachments } from './attachments/bench.ts'
import { benchImport } from './import/bench.ts'
import { benchSearch } from './search/bench.ts'
import { benchSoak } from './soak/bench.ts'
import { benchSync } from './sync/bench.ts'
import { benchFleet, fleetOf } from './sync/fleet.ts'
import { benchWaits } from './waits/bench.ts'

const usage = `npm run bench -- sync [--json FILE] [--peers] [--rounds N]
       npm run bench -- sync --fleet DEVICES,RECORDS [--json FILE]
       npm run bench -- search [--json FILE] [--size small|full] [--keep FOLDER] [--frames]
       npm run bench -- soak [--json FILE] [--laptops N] [--records N] [--hours N]
       npm run bench -- attachments [--json FILE] [--size MIB] [--rounds N]
       npm run bench -- waits [--json FILE] [--rounds N] [--size small|full]
       npm run bench -- import [--rows N] [--json FILE]`

await runMain(async () => {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2),
    allowPositionals: true,
    options: {
      json: { type: 'string' },
      peers: { type: 'boolean' },
      fleet: { type: 'string' },
      rounds: { type: 'string' },
      rows: { type: 'string' },
      size: { type: 'string' },
      frames: { type: 'boolean' },
      keep: { type: 'string' },
      laptops: { type: 'string' },
      records: { type: 'string' },
      hours: { type: 'string' },
    },
  })
  const rounds = Math.max(1, Number(values.rounds ?? 3) || 3)
  const measured = async () => {
    if (positionals[0] === 'sync' && values.fleet !== undefined) return benchFleet(fleetOf(values.fleet))
    if (positionals[0] === 'sync') return benchSync({ peers: values.peers ?? false, rounds })
    if (positionals[0] === 'attachments')
      return benchAttachments({ sizeMiB: Math.max(1, Number(values.size ?? 200) || 200), rounds })
    if (positionals[0] === 'waits') return benchWaits({ rounds, small: values.size === 'small' })
    if (positionals[0] === 'soak')
      return benchSoak({
        laptops: Math.max(1, Number(values.laptops ?? 50) || 50),
        records: Math.max(1, Number(values.records ?? 1_000_000) || 1_000_000),
        hours: Math.max(1, Number(values.hours ?? 24) || 24),
      })
    if (positionals[0] === 'import')
      return benchImport({ rows: Math.max(1000, Number(values.rows ?? 100_000) || 100_000) })
    if (positionals[0] !== 'search') throw new SetupError(`Usage: ${usage}`)
    return benchSearch({
      small: values.size === 'small',
      frames: values.frames ?? false,
      keep: values.keep ?? null,
    })
  }
  const results = await measured()
  if (values.json) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`)
  return 0
})
