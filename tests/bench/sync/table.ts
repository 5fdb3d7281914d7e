import type { PeerFigures } from '../peers/bench-peers.ts'
import type { BenchResults, Figure } from './bench.ts'

const rows = [
  ['limit100k', 'limit: 100k, HTTP + gunzip + parse + encrypted insert'],
  ['pull100k', 'pull 100k into a fresh device'],
  ['firstPull100k', 'the same when the server makes the snapshot first'],
  ['pull10k', 'pull 10k into a fresh device'],
  ['push10k', 'push 10k operations made offline'],
  ['pull1', 'pull one change (middle of 21)'],
  ['coldOutbox100k', 'start with 100k unsent operations, first batch answered'],
] as const

/** Prints the figures as a table, with what they must be. */
export function printTable(results: BenchResults): void {
  console.log('')
  console.log(
    `${results.recordBytes} bytes a record, ${results.machine.cpus} x ${results.machine.model}, Node ${results.machine.node}`,
  )
  console.log(line('', 'seconds', 'x limit', 'MiB', 'target', ''))
  for (const [key, title] of rows) {
    const { seconds, ratio, peakRssMiB, target, met }: Figure = results[key]
    const verdict = met === null ? '' : met ? 'met' : 'MISSED'
    console.log(
      line(
        title,
        seconds.toFixed(seconds < 0.1 ? 4 : 2),
        ratio?.toFixed(2) ?? '',
        String(peakRssMiB),
        target ?? '',
        verdict,
      ),
    )
  }
  const { indexed, indexedMiB } = results.pull100k.notes ?? {}
  if (indexed !== undefined && indexedMiB !== undefined)
    console.log(
      `afterwards, while records can be opened: indexes of lists ${indexed.toFixed(2)} s, ${indexedMiB} MiB (pull 100k)`,
    )
  const peers = Object.entries(results.peers ?? {})
  if (peers.length > 0)
    console.log('\nothers on the same records (pull 100k, push 10k; in brackets: times ours)')
  for (const [name, figures] of peers) console.log(`${name.padEnd(10)}${peerLine(figures, results)}`)
}

function peerLine(figures: PeerFigures, { pull100k, push10k }: BenchResults): string {
  if ('failed' in figures) return `no figures: ${figures.failed}`
  const times = (seconds: number, ours: Figure) => `(${(seconds / ours.seconds).toFixed(1)})`
  const pull = `pull ${figures.pull.toFixed(2)} s ${times(figures.pull, pull100k)}`
  const push = `push ${figures.push.toFixed(2)} s ${times(figures.push, push10k)}`
  return `${pull}, ${push}; ${figures.pulled} and ${figures.pushed} records arrived; ${figures.remarks}`
}

function line(
  title: string,
  seconds: string,
  ratio: string,
  memory: string,
  target: string,
  met: string,
): string {
  return `${title.padEnd(56)}${seconds.padStart(9)}${ratio.padStart(9)}${memory.padStart(6)}  ${target.padEnd(22)}${met}`
}
