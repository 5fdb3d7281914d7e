import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../../scripts/paths.ts'

/** The flags of Node that `npm run server` starts the server with: what is measured runs as what is used. */
export function serverFlags(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'))
  return String(scripts.server)
    .split(' ')
    .filter((word) => word.startsWith('--'))
}
