import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const page = readFileSync(join(root, 'docs/sync-proof.md'), 'utf8')

/** Rows of the page's tables, without heads and rules. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .map((line) => line.slice(2, -2).split(' | '))

/** What a row names: test files and titles in its last cell, files of the product in the others. */
interface Named {
  readonly file: string
  readonly titles: string[]
}

function provenBy(cell: string): Named[] {
  const named: Named[] = []
  for (const [, file, title] of cell.matchAll(/`([^`]+)`|“([^”]+)”/g)) {
    if (title !== undefined) named.at(-1)?.titles.push(title)
    else if (file !== undefined && !file.startsWith('npm ')) named.push({ file: fileOf(file), titles: [] })
  }
  return named
}

/** A test file stands without `tests/` and its ending. */
function fileOf(name: string): string {
  const endings = /\.(ts|json)$/.test(name) ? [''] : ['.test.ts', '.spec.ts']
  return endings.map((ending) => `tests/${name}${ending}`).find(exists) ?? `tests/${name}`
}

const exists = (file: string) => existsSync(join(root, file))

/** Whether a text of the source is that title: between quotes of any kind. */
function isTitle(source: string, title: string): boolean {
  return [`'${title}'`, `"${title}"`, `\`${title}\``].some((text) => source.includes(text))
}

describe('docs/sync-proof.md', () => {
  const proofs = rows.flatMap((cells) => provenBy(cells.at(-1) ?? ''))

  it('names tests and files that exist, by the titles they have', () => {
    const missing = proofs.flatMap(({ file, titles }) => {
      if (!exists(file)) return [file]
      const source = readFileSync(join(root, file), 'utf8')
      return titles.filter((title) => !isTitle(source, title)).map((title) => `${file}: ${title}`)
    })
    expect(missing).toEqual([])
    expect(proofs.flatMap(({ titles }) => titles).length).toBeGreaterThan(200)
  })

  it('says where each thing is built', () => {
    const paths = rows.flatMap((cells) =>
      cells.slice(0, -1).flatMap((cell) => [...cell.matchAll(/`([a-z]+\/[^`]+)`/g)].map(([, path]) => path)),
    )
    expect(paths.length).toBeGreaterThan(60)
    expect(paths.filter((path) => path === undefined || !exists(path))).toEqual([])
  })

  it('has every fault, level, invariant and incident in it', () => {
    for (let n = 1; n <= 13; n += 1) expect(page, `I${n}`).toContain(`\n| I${n} `)
    for (let level = 1; level <= 9; level += 1) expect(page, `level ${level}`).toContain(`\n| ${level} `)
    for (let section = 1; section <= 9; section += 1)
      expect(page, `section ${section}`).toContain(`\n## ${section} `)
  })
})
