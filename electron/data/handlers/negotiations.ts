import { AppError } from '#shared/contract/errors.ts'
import type { NegotiationLedger, negotiationsContract } from '#shared/contract/negotiations.ts'
import { negotiationFileName, negotiationLedger } from '#shared/domain/negotiation-ledger.ts'
import { ledgerRounds, movesOf, roundKey } from '#shared/domain/negotiations.ts'
import type { Reader } from '../database/schema.ts'
import type { HandlerContext, Handlers } from '../host/context.ts'
import { findEnterprise } from '../queries/enterprises.ts'
import { type LedgerOwner, roundsOf, topicsOf } from '../queries/negotiations.ts'
import { unitNameOf } from '../queries/people.ts'
import { ledgerXlsx } from '../reports/visit-ledger-xlsx.ts'
import { saveRecord } from './save-records.ts'

export const negotiationHandlers: Handlers<typeof negotiationsContract> = {
  'negotiations.ledger': ({ read }, owner) => read((db) => ledgerOf(db, owner)),
  'negotiations.saveTopic': async ({ write, author }, { id, seen, ...values }) => {
    const context = author()
    await write((tx) =>
      saveRecord(tx, context, { table: 'negotiationTopics', id, kind: 'set', values, seen }),
    )
    return null
  },
  'negotiations.saveRound': async ({ write, author }, { id, seen, ...values }) => {
    const context = author()
    await write((tx) =>
      saveRecord(tx, context, { table: 'negotiationRounds', id, kind: 'set', values, seen }),
    )
    return null
  },
  'negotiations.fileName': (context, owner) =>
    context.read(async (db) => {
      const { unitName, enterpriseName } = await namesOf(db, context, await ledgerOf(db, owner), owner)
      return { fileName: negotiationFileName(unitName, enterpriseName, context.clock.today) }
    }),
  'negotiations.export': async (context, { fileToken, ...owner }) => {
    const { read, files, clock, user } = context
    const sheet = await read(async (db) => {
      const ledger = await ledgerOf(db, owner)
      if (ledger.rounds.length === 0) throw new AppError('report/no-rounds')
      const names = await namesOf(db, context, ledger, owner)
      return negotiationLedger({ ...ledger, ...names, preparedBy: user().userName, today: clock.today })
    })
    const content = await ledgerXlsx(sheet, { name: '洽谈台账', frozen: 2 })
    files.write(fileToken, content)
    return { name: files.nameOf(fileToken), bytes: content.byteLength, rows: sheet.rows.length }
  },
}

async function ledgerOf(db: Reader, owner: LedgerOwner): Promise<NegotiationLedger> {
  if (owner.enterpriseId === null && owner.projectId === null) return { rounds: [], topics: [] }
  const topics = await topicsOf(db, owner)
  const all = await roundsOf(
    db,
    topics.map(({ id }) => id),
  )
  const columns = ledgerRounds(all)
  return {
    rounds: columns.map((round) => ({
      ...round,
      visitType: all.find((each) => roundKey(each) === round.key)?.visitType ?? null,
    })),
    topics: topics.map((topic) => ({
      ...topic,
      rounds: movesOf(
        all.filter(({ topicId }) => topicId === topic.id),
        columns,
      ),
    })),
  }
}

async function namesOf(
  db: Reader,
  { user }: HandlerContext,
  { topics }: NegotiationLedger,
  owner: LedgerOwner,
): Promise<{ readonly unitName: string; readonly enterpriseName: string }> {
  const { unitId, unitName, organisation } = user()
  const enterpriseId = owner.enterpriseId ?? topics[0]?.enterpriseId ?? null
  const enterprise = enterpriseId === null ? undefined : await findEnterprise(db, enterpriseId)
  return {
    unitName: (await unitNameOf(db, unitId)) ?? unitName ?? organisation,
    enterpriseName: enterprise?.name ?? '',
  }
}
