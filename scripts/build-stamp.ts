import { createHash } from 'node:crypto'
import { access, readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/**
 * One text for the content of source files: equal when nothing changed, different when a file was edited,
 * added, renamed or removed. `sources` are files and folders under `root`; absent ones are left out.
 */
export async function sourceStamp(root: string, sources: readonly string[]): Promise<string> {
  const files = (await Promise.all(sources.map((source) => filesIn(join(root, source))))).flat()
  const hash = createHash('sha256')
  for (const file of files.sort()) {
    const content = createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
    hash.update(`${relative(root, file).split(sep).join('/')}\0${content}\n`)
  }
  return hash.digest('hex')
}

/** Whether `stampFile` holds `stamp` and every built file is there. */
export async function isUpToDate(
  stampFile: string,
  stamp: string,
  outputs: readonly string[],
): Promise<boolean> {
  try {
    await Promise.all(outputs.map((output) => access(output)))
    return (await readFile(stampFile, 'utf8')) === stamp
  } catch {
    return false
  }
}

async function filesIn(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return []
  if (found.isFile()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}
