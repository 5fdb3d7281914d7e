import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/**
 * A hash of what tells this machine from others, so that a copied profile is noticed; null where the system does not
 * say. Never the identifier itself.
 */
export function machineId(platform: NodeJS.Platform = process.platform): string | null {
  const raw = rawIdOf(platform)?.trim()
  return raw ? createHash('sha256').update(`outpost ${raw}`).digest('hex') : null
}

function rawIdOf(platform: NodeJS.Platform): string | undefined {
  try {
    switch (platform) {
      case 'linux':
        return readFirst(['/etc/machine-id', '/var/lib/dbus/machine-id'])
      case 'darwin':
        return /"IOPlatformUUID" = "([^"]+)"/.exec(
          run('/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice']),
        )?.[1]
      case 'win32':
        return /MachineGuid\s+REG_SZ\s+(\S+)/.exec(
          run('reg.exe', ['query', 'HKLM\\SOFTWARE\\Microsoft\\Cryptography', '/v', 'MachineGuid']),
        )?.[1]
      default:
        return undefined
    }
  } catch {
    return undefined
  }
}

function readFirst(files: readonly string[]): string | undefined {
  for (const file of files) {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      // The next one may be there.
    }
  }
  return undefined
}

function run(program: string, args: readonly string[]): string {
  return execFileSync(program, [...args], { encoding: 'utf8', timeout: 3000, windowsHide: true })
}
