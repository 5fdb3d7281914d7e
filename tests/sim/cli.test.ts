import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mutantNames } from './mutants.ts'
import type { Story } from './run.ts'
import { runSimulator } from './run-simulator.ts'

const written = join(import.meta.dirname, 'regressions', 'carried-and-the-network-lost.json')
/** A planted fault that one short story notices at once. */
const planted = ['--mutant', 'carried-let-go']

describe('npm run sim', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outpost sim '))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const read = async (file: string): Promise<Story & { readonly failure: string }> =>
    JSON.parse(await readFile(file, 'utf8'))

  it('tells of a failure its seed and its shortest story, keeps that, and ends with an error', async () => {
    const kept = join(folder, 'kept.json')
    const { lines, lastLine, code } = await runSimulator(
      ...['--runs', '1', '--seed', '4711', ...planted, '--until-failure', '--save', kept],
    )
    expect(code, lines.join('\n')).toBe(1)
    expect(lastLine).toBe('0 passed, 1 failed')
    expect(lines[0]).toBe('seed 4711')
    const { seed, events, failure } = await read(kept)
    expect(lines).toContainEqual(
      expect.stringMatching(/^carried-and-the-network-lost failed after 1 runs: I\d+: /),
    )
    expect(lines).toContain(failure)
    expect(failure).toMatch(/^I\d+: /)
    expect(lines).toContain(`again: npm run sim -- --runs 1 --seed ${seed}`)
    const trace = lines.filter((line) => line.startsWith('  +'))
    expect(trace).toHaveLength(events.length)
    for (const [at, line] of trace.entries())
      expect(line).toMatch(new RegExp(`^ {2}\\+\\d+ms ${events[at]?.do} .*-> `))
    // Nothing can be left out of what it tells.
    expect(events.length).toBeLessThanOrEqual((await read(written)).events.length)

    const again = await runSimulator(...planted, '--replay', kept)
    expect([again.lastLine, again.code]).toEqual(['0 passed, 1 failed', 1])
    expect(again.lines).toContain(failure)
    const sound = await runSimulator('--replay', kept)
    expect([sound.lastLine, sound.code], sound.lines.join('\n')).toEqual(['1 passed, 0 failed', 0])
  })

  it('finds the failure of a seed', async () => {
    const { lines, lastLine, code } = await runSimulator(
      ...['--runs', '1', '--seed', '1', '--mutant', 'lost-loser', '--failures', '1', '--no-shrink'],
    )
    expect([lastLine, code], lines.join('\n')).toEqual(['0 passed, 1 failed', 1])
    expect(lines).toContainEqual(expect.stringMatching(/^seed 1 failed after 1 runs: I\d+: /))
    expect(lines).toContain('again: npm run sim -- --runs 1 --seed 1')
  })

  it('plays each of the stories that it is given', async () => {
    const other = join(folder, 'other.json')
    await writeFile(
      other,
      JSON.stringify({ seed: 7, laptops: 2, events: [{ ms: 10, do: 'sync', device: 0 }] }),
    )
    const { lines, lastLine, code } = await runSimulator('--replay', written, '--replay', other, '--trace')
    expect([lastLine, code], lines.join('\n')).toEqual(['2 passed, 0 failed', 0])
    expect(lines).toContain('+10ms sync device 0 -> synced')
  })

  it('ends with an error where there is no such fault, file or number of stories', async () => {
    for (const wrong of [
      ['--mutant', 'no-such-fault'],
      ['--replay', join(folder, 'none.json')],
      ['--runs', 'many'],
    ]) {
      const { code, lastLine } = await runSimulator('--seed', '1', ...wrong)
      expect(code, wrong.join(' ')).not.toBe(0)
      expect(lastLine).not.toMatch(/ passed, /)
    }
  })

  it('is what the package calls by that name', async () => {
    const root = resolve(import.meta.dirname, '../..')
    const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'sim', '--', '--list'], {
      cwd: root,
    })
    expect(stdout.trim().split('\n')).toEqual([...mutantNames])
  })
})
