import { v7 as uuidv7 } from 'uuid'
import type { chainsContract } from '#shared/contract/chains.ts'
import { AppError } from '#shared/contract/errors.ts'
import type { Input } from '#shared/contract/index.ts'
import { linkColumns } from '#shared/domain/chain-lines.ts'
import { meansChain, suggestedLink } from '#shared/domain/chain-names.ts'
import {
  chainTree,
  flattened,
  type LinkPlace,
  movedUnder,
  stepped,
  withDescendants,
} from '#shared/domain/chain-tree.ts'
import { enterpriseIndex } from '#shared/domain/import/match.ts'
import { type ChainLink, chainWriters } from '#shared/domain/industry-chains.ts'
import type { Reader, Writer } from '../database/schema.ts'
import type { Handlers } from '../host/context.ts'
import { readTableFile } from '../import/read-table-file.ts'
import { roleOf } from '../queries/account.ts'
import {
  allChains,
  countOnLinks,
  enterprisesOnLinks,
  findChain,
  findLink,
  linksOf,
  linksOfEnterprises,
  typedButUnlinked,
  typedChains,
} from '../queries/chains.ts'
import { enterpriseIdentities, enterprisesByIds } from '../queries/enterprises.ts'
import { type RecordChange, record, type WriteContext } from '../record/record.ts'
import { recordMany } from '../record/record-many.ts'
import { writeAsWhole } from '../record/write-as-whole.ts'
import { chainDetail, chainSummaries } from './chain-page.ts'
import { saveRecord } from './save-records.ts'

const mostCandidates = 500

export const chainHandlers: Handlers<typeof chainsContract> = {
  'chains.list': ({ read, account }, period) =>
    read(async (db) => ({
      rows: await chainSummaries(db, period),
      mayWrite: await keepsChains(db, account?.userId),
    })),
  'chains.get': ({ read, account }, { id, ...period }) =>
    read(async (db) => chainDetail(db, id, period, await keepsChains(db, account?.userId))),
  'chains.enterprises': ({ read }, { chainId, linkId, limit, offset }) =>
    read(async (db) => {
      const links = await linksOf(db, chainId)
      const all = [chainId, ...links.map(({ id }) => id)]
      const asked = linkId === null ? all : linkId === chainId ? [chainId] : withDescendants(links, linkId)
      const rows = await enterprisesOnLinks(db, asked, { limit, offset })
      const standing = await linksOfEnterprises(
        db,
        rows.map(({ id }) => id),
        all,
      )
      return {
        rows: rows.map((row) => ({ ...row, linkIds: standing.get(row.id) ?? [] })),
        total: await countOnLinks(db, asked),
      }
    }),
  'chains.candidates': ({ read }, { chainId }) =>
    read(async (db) => {
      const rows = await candidatesOf(db, chainId)
      return {
        rows: rows.slice(0, mostCandidates).map(({ chainLinkIds: _links, ...row }) => row),
        total: rows.length,
      }
    }),
  'chains.places': ({ read }) =>
    read(async (db) => {
      const links = await linksOf(db, null)
      return (await allChains(db)).map(({ id, name }) => ({
        ...{ id, name },
        links: flattened(chainTree(links.filter(({ chainId }) => chainId === id))).map(({ link, depth }) => ({
          ...{ id: link.id, name: link.name, position: link.position, depth },
        })),
      }))
    }),
  'chains.save': async ({ write, author }, { id, seen, ...values }) => {
    const context = author()
    await write((tx) => saveRecord(tx, context, { table: 'industryChains', id, kind: 'set', values, seen }))
    return null
  },
  'chains.addLinks': async ({ write, author }, { chainId, links }) => {
    const context = author()
    return write(async (tx) => {
      if (!(await findChain(tx, chainId))) throw new AppError('record/not-found')
      const first = (await linksOf(tx, chainId)).length
      return asWhole(tx, context, async (whole) => {
        for (const [index, { id, ...link }] of links.entries()) {
          const values = { ...link, chainId, rankOrder: first + index }
          await saveRecord(tx, whole, { table: 'chainLinks', id, kind: 'set', values })
        }
      })
    })
  },
  'chains.readLinks': async ({ files }, { fileToken, sheet }) => {
    const table = await readTableFile(files.pathOf(fileToken, 'read'), linkColumns, {
      ...(sheet === null ? {} : { sheet }),
    })
    return {
      ...{ sheet: table.sheet, sheets: table.sheets, rows: table.rows },
      unread: table.columns.flatMap(({ heading, field }) => (field === null && heading ? [heading] : [])),
    }
  },
  'chains.meetEnterprises': ({ read }, { names }) =>
    read(async (db) => {
      const index = enterpriseIndex<string>()
      for (const { id, ...identity } of await enterpriseIdentities(db)) index.add(id, identity)
      const ids = new Map(names.flatMap((name) => pair(name, index.find({ name }))))
      const rows = await enterprisesByIds(db, [...new Set(ids.values())])
      const byId = new Map(rows.map((row) => [row.id, row]))
      return Array.from(ids).flatMap(([name, id]) => {
        const { isLocal, chainLinkIds } = byId.get(id) ?? {}
        return [{ name, id, isLocal: isLocal ?? false, linkIds: chainLinkIds ?? [] }]
      })
    }),
  'chains.putLinks': async ({ write, author }, { chainId, links, standing, locals }) => {
    const context = author()
    return write(async (tx) => {
      const chain = await findChain(tx, chainId)
      if (!chain) throw new AppError('record/not-found')
      const there = new Set((await linksOf(tx, chainId)).map(({ id }) => id))
      return asWhole(tx, context, async (whole) => {
        for (const [index, { id, ...link }] of links.entries()) {
          const values = there.has(id) ? link : { ...link, chainId, rankOrder: there.size + index }
          await saveRecord(tx, whole, { table: 'chainLinks', id, kind: 'set', values })
        }
        await putStanding(tx, whole, chainId, standing)
        for (const { id, name, linkIds } of locals) {
          const values = { name, isLocal: true, industryChain: chain.name, chainLinkIds: linkIds }
          await record(tx, whole, { table: 'enterprises', id, kind: 'set', values })
        }
      })
    })
  },
  'chains.saveLink': async ({ write, author }, { id, seen, ...values }) => {
    const context = author()
    await write(async (tx) => {
      if (!(await findLink(tx, id))) throw new AppError('record/not-found')
      await record(tx, context, { table: 'chainLinks', id, kind: 'set', values, seen })
    })
    return null
  },
  'chains.moveLink': async ({ write, author }, { id, to }) => {
    const context = author()
    return write(async (tx) => {
      const link = await findLink(tx, id)
      if (!link) throw new AppError('record/not-found')
      const links = await linksOf(tx, link.chainId)
      const places =
        'step' in to
          ? stepped(links, id, to.step)
          : 'under' in to
            ? movedUnder(links, id, to.under)
            : movedTo(links, id, to.position)
      return asWhole(tx, context, (whole) => putPlaces(tx, whole, places))
    })
  },
  'chains.setState': async ({ write, author }, { id, state }) => {
    const context = author()
    return write(async (tx) => {
      if (!(await findLink(tx, id))) throw new AppError('record/not-found')
      return asWhole(tx, context, (whole) =>
        record(tx, whole, { table: 'chainLinks', id, kind: 'set', values: { state } }),
      )
    })
  },
  'chains.deleteLink': async ({ write, author }, { id }) => {
    const context = author()
    return write(async (tx) => {
      const link = await findLink(tx, id)
      if (!link) throw new AppError('record/not-found')
      const ids = withDescendants(await linksOf(tx, link.chainId), id)
      const done = await asWhole(tx, context, async (whole) => {
        for (const each of ids) await record(tx, whole, { table: 'chainLinks', id: each, kind: 'delete' })
      })
      return { ...done, deleted: ids.length }
    })
  },
  'chains.place': async ({ write, author }, { chainId, linkId, enterpriseIds, from }) => {
    const context = author()
    return write(async (tx) => {
      const enterprises = await enterprisesByIds(tx, enterpriseIds)
      if (enterprises.length === 0) throw new AppError('record/not-found')
      return asWhole(tx, context, (whole) =>
        recordMany(
          tx,
          whole,
          enterprises.map(({ id, chainLinkIds }) => placed(id, chainLinkIds, linkId, [chainId, from])),
          { indexLater: false },
        ),
      )
    })
  },
  'chains.takeOff': async ({ write, author }, { linkId, enterpriseId }) => {
    const context = author()
    return write(async (tx) => {
      const [enterprise] = await enterprisesByIds(tx, [enterpriseId])
      if (!enterprise) throw new AppError('record/not-found')
      const chainLinkIds = (enterprise.chainLinkIds ?? []).filter((id) => id !== linkId)
      return asWhole(tx, context, (whole) =>
        record(tx, whole, { table: 'enterprises', id: enterpriseId, kind: 'set', values: { chainLinkIds } }),
      )
    })
  },
  'chains.adopt': async ({ write, author }, { chainId }) => {
    const context = author()
    return write(async (tx) => {
      const rows = await candidatesOf(tx, chainId)
      const done = await asWhole(tx, context, (whole) =>
        recordMany(
          tx,
          whole,
          rows.map(({ id, chainLinkIds, suggestion }) =>
            placed(id, chainLinkIds, suggestion ?? chainId, suggestion === null ? [] : [chainId]),
          ),
          { indexLater: false },
        ),
      )
      const onLinks = rows.filter(({ suggestion }) => suggestion !== null).length
      return { ...done, placed: rows.length, onLinks }
    })
  },
  'chains.writePicture': ({ files }, { fileToken, base64 }) => {
    const content = Buffer.from(base64, 'base64')
    files.write(fileToken, content)
    return { bytes: content.byteLength }
  },
}

async function keepsChains(db: Reader, userId: string | undefined): Promise<boolean> {
  if (userId === undefined) return false
  const role = await roleOf(db, userId)
  return chainWriters.some((each) => each === role)
}

/** Runs the work as one whole. @returns what undoes it, null when it changed nothing */
async function asWhole(
  tx: Writer,
  context: WriteContext,
  work: (whole: WriteContext) => Promise<unknown>,
): Promise<{ groupId: string | null }> {
  const groupId = uuidv7({ msecs: context.nowMs })
  let size = 0
  await writeAsWhole(
    tx,
    context,
    async (whole) => {
      await work(whole)
      size = whole.group?.size ?? 0
    },
    groupId,
  )
  return { groupId: size === 0 ? null : groupId }
}

/** An enterprise on one more link, and off those it leaves. */
function placed(
  id: string,
  before: readonly string[] | null,
  linkId: string,
  leaves: readonly (string | null)[],
): RecordChange {
  const stays = (before ?? []).filter((each) => each !== linkId && !leaves.includes(each))
  return { table: 'enterprises', id, kind: 'set', values: { chainLinkIds: [...stays, linkId] } }
}

const pair = (name: string, id: string | undefined): [string, string][] =>
  id === undefined ? [] : [[name, id]]

/** Enterprises on some more links, each in one change. */
async function putStanding(
  tx: Writer,
  whole: WriteContext,
  chainId: string,
  standing: Input<'chains.putLinks'>['standing'],
): Promise<void> {
  const ids = [...new Set(standing.map(({ enterpriseId }) => enterpriseId))]
  const changes = (await enterprisesByIds(tx, ids)).map(({ id, chainLinkIds }): RecordChange => {
    const own = standing.filter(({ enterpriseId }) => enterpriseId === id)
    const before = (chainLinkIds ?? []).filter((each) => each !== chainId)
    const values = {
      chainLinkIds: [...new Set([...before, ...own.map(({ linkId }) => linkId)])],
      ...(own.some(({ isLocal }) => isLocal) ? { isLocal: true } : {}),
    }
    return { table: 'enterprises', id, kind: 'set', values }
  })
  await recordMany(tx, whole, changes, { indexLater: false })
}

async function putPlaces(tx: Writer, whole: WriteContext, places: readonly LinkPlace[]): Promise<void> {
  for (const { id, ...values } of places)
    await record(tx, whole, { table: 'chainLinks', id, kind: 'set', values })
}

/** A link and all below it at another position; it leaves its parent, which stands where it stood. */
function movedTo(links: readonly ChainLink[], id: string, position: ChainLink['position']): LinkPlace[] {
  const family = withDescendants(links, id)
  return links
    .filter((link) => family.includes(link.id))
    .map((link) => ({
      id: link.id,
      parentId: link.id === id ? null : link.parentId,
      position,
      rankOrder: link.id === id ? links.length : (link.rankOrder ?? 0),
    }))
}

async function candidatesOf(db: Reader, chainId: string) {
  const chain = await findChain(db, chainId)
  if (!chain) throw new AppError('record/not-found')
  const links = await linksOf(db, chainId)
  const typed = (await typedChains(db)).filter((text) => meansChain(text, chain))
  const rows = await typedButUnlinked(db, typed, [chainId, ...links.map(({ id }) => id)])
  return rows.map((row) => ({ ...row, suggestion: suggestedLink(links, row) }))
}
