import {
  keptOfDevices,
  quarantinedContent,
  quarantinedOps,
  quarantinedRuns,
  settleQuarantined,
} from '../administration/quarantine.ts'
import { bytesInWords } from '../files/bytes-in-words.ts'
import { stagedDays, waitingWholes } from '../sync/expired-wholes.ts'
import { type Call, required } from './call.ts'
import { table } from './table.ts'

/** Prints what was set aside and what is incomplete, whose and how much it is, never what is in it. */
export async function listQuarantine({ db, values, print }: Call): Promise<void> {
  const all = values.all ?? false
  const ops = await quarantinedOps(db, all)
  const runs = await quarantinedRuns(db, all)
  const wholes = await waitingWholes(db)
  if (ops.length + runs.length + wholes.length === 0) return print('Nothing is set aside.')
  if (ops.length > 0)
    print(
      table(
        ['id', 'received', 'login', 'device', 'reason', 'detail', 'table', 'record', 'state'],
        ops.map((op) => [
          String(op.id),
          op.receivedAt.toISOString(),
          op.login ?? '',
          op.deviceName ?? '',
          op.reason,
          op.detail ?? '',
          op.table ?? '',
          op.recordId ?? '',
          op.settledAt ? 'settled' : 'open',
        ]),
      ),
    )
  if (runs.length > 0)
    print(
      `\nCarried here by others, and not proven to come from its device:\n${table(
        ['id', 'received', 'carried by', 'reason', 'state'],
        runs.map((run) => [
          run.run,
          run.receivedAt.toISOString(),
          run.carrierLogin ?? '',
          run.reason,
          run.settledAt ? 'settled' : 'open',
        ]),
      )}`,
    )
  if (wholes.length > 0)
    print(
      `\nIncomplete actions; set aside ${stagedDays} days after their last part:\n${table(
        ['action', 'device', 'parts', 'last part'],
        wholes.map(({ group, device, parts, since }) => [group, device, String(parts), since.toISOString()]),
      )}`,
    )
  print(
    `\nHow much that is, by device; device revoke ID stops one that sends without end:\n${table(
      ['device', 'name', 'login', 'incomplete', 'set aside', 'carried'],
      (await keptOfDevices(db)).map(({ device, name, login, staged, aside, carried }) => [
        ...[device, name ?? '', login ?? ''],
        ...[staged, aside, carried].map(bytesInWords),
      ]),
    )}`,
  )
}

/** Prints the content of one, as JSON. */
export async function showQuarantine({ db, rest, print }: Call): Promise<void> {
  print(await quarantinedContent(db, rest[0] ?? ''))
}

/** Notes that nobody has to look at one any more. */
export async function settleQuarantine({ db, values, rest, print }: Call): Promise<void> {
  await settleQuarantined(db, rest[0] ?? '', required(values, 'note'))
  print('Settled. It is kept, and listed with --all.')
}
