import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { runVisibly, SetupError, say } from '../../../scripts/command-line.ts'
import { type Format, writeList } from './files.ts'
import type { Measured } from './measure.ts'

/**
 * Measures an import of a list as offices keep it, each of whose rows makes an enterprise, a contact and a post: reading,
 * planning, writing, undoing and doing it again, for the rows asked for and a tenth of them, so that it shows whether
 * time and memory grow with the rows alone. Each size runs in a process of its own.
 */
export async function benchImport({ rows }: { readonly rows: number }) {
  const folder = await mkdtemp(join(tmpdir(), 'outpost-bench-'))
  try {
    const sizes: readonly (readonly [number, Format])[] = [
      [Math.max(100, Math.round(rows / 10)), 'csv'],
      [rows, 'csv'],
      [rows, 'xlsx'],
    ]
    const runs = []
    for (const [size, format] of sizes) runs.push(judged(await measured(folder, size, format)))
    const results = {
      at: new Date().toISOString(),
      machine: {
        cpus: cpus().length,
        model: cpus()[0]?.model.trim() ?? '',
        memoryMiB: Math.round(totalmem() / 2 ** 20),
      },
      runs,
    }
    console.log(JSON.stringify(results, null, 1))
    return results
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measured(folder: string, rows: number, format: Format): Promise<Measured> {
  const file = join(folder, `清单-${rows}.${format}`)
  const out = join(folder, 'measured.json')
  writeList(file, format, rows)
  say(`${rows} rows of .${format}`)
  const script = join(import.meta.dirname, 'measure.ts')
  const code = await runVisibly(process.execPath, [
    script,
    '--file',
    file,
    '--rows',
    String(rows),
    '--out',
    out,
  ])
  if (code !== 0) throw new SetupError(`the measurement of ${rows} rows ended with ${code}`)
  // Written by that script.
  return JSON.parse(await readFile(out, 'utf8')) as Measured
}

/** With the processor time of each step as a multiple of the limit's, and of one operation in milliseconds. */
function judged(run: Measured) {
  const { steps, limit, operations } = run
  const of = (name: keyof typeof steps) => steps[name].cpuSeconds
  const names = ['write', 'index', 'undo', 'redo'] as const
  const rounded = (value: number) => Math.round(value * 1000) / 1000
  return {
    ...run,
    ratio: Object.fromEntries(names.map((name) => [name, rounded(of(name) / limit.cpuSeconds)])),
    cpuMsAnOperation: Object.fromEntries(
      names.map((name) => [name, rounded((of(name) * 1000) / operations)]),
    ),
  }
}
