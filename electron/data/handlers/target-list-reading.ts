import { AppError } from '#shared/contract/errors.ts'
import {
  longestTargetList,
  type PossibleEnterprise,
  type PreviewedLine,
  type TargetListPreview,
} from '#shared/contract/target-lists.ts'
import { enterpriseName, tidyEnterpriseName } from '#shared/domain/enterprise-names.ts'
import {
  type ListLine,
  listColumns,
  listLines,
  pastedRows,
  quarterNamed,
} from '#shared/domain/target-list-rows.ts'
import type { HandlerContext } from '../host/context.ts'
import { readTableFile } from '../import/read-table-file.ts'
import { identitiesAfter } from '../queries/imports.ts'

/** Enterprises read and compared before waiting calls of the user go first: some ten milliseconds. */
const atOnce = 2000
/** As many as are offered where a line can mean several. */
const mostOffered = 10

type Source =
  | { readonly kind: 'file'; readonly fileToken: string; readonly sheet?: string | undefined }
  | { readonly kind: 'text'; readonly text: string }

/** A name as it is compared: without place and legal form, but with the place where the rest says too little. */
export function comparedName(name: string): string {
  const { core, place } = enterpriseName(name)
  return `${core} ${place ?? ''}`.trim()
}

/**
 * Reads a list and compares it with the library.
 * @throws AppError as `readTableFile`; record/invalid for a text that names no enterprise or a list that is too long
 */
export async function readTargetList(
  read: HandlerContext['read'],
  files: HandlerContext['files'],
  source: Source,
): Promise<TargetListPreview> {
  const { rows, titles, sheet, sheets, fileName } = await tableOf(files, source)
  const lines = listLines(rows, comparedName)
  const isEmpty = lines.every(({ values }) => values === null)
  const problem =
    lines.length > longestTargetList ? 'too-many' : isEmpty && source.kind === 'text' ? 'required' : null
  if (problem) throw new AppError('record/invalid', { problems: [{ path: ['text'], message: problem }] })
  if (isEmpty) throw new AppError('import/empty')
  return {
    ...{ sheet, sheets, title: titles[0] === undefined ? null : tidyEnterpriseName(titles[0]) },
    quarterFrom: quarterNamed([...titles, sheet ?? '', fileName]),
    lines: await compared(read, lines),
  }
}

async function tableOf(files: HandlerContext['files'], source: Source) {
  if (source.kind === 'text') return { ...pastedRows(source.text), sheet: null, sheets: [], fileName: '' }
  const { fileToken, sheet } = source
  const table = await readTableFile(files.pathOf(fileToken, 'read'), listColumns, { sheet })
  return { ...table, fileName: files.nameOf(fileToken) }
}

/** Of each line which enterprise of the library it means: by its credit code, else by its name. */
async function compared(read: HandlerContext['read'], lines: readonly ListLine[]): Promise<PreviewedLine[]> {
  const wanted = lines.flatMap(({ values }) => values ?? [])
  const codes = new Set(wanted.map(({ uscc }) => uscc))
  const names = new Set(wanted.map(({ name }) => comparedName(name)))
  const byUscc = new Map<string, PossibleEnterprise>()
  const byName = new Map<string, (PossibleEnterprise & { readonly uscc: string | null })[]>()
  for (let after = ''; ; ) {
    const firms = await read((db) => identitiesAfter(db, after, atOnce))
    for (const { id, name, uscc = null, city = null } of firms) {
      if (uscc !== null && codes.has(uscc)) byUscc.set(uscc, { id, name, city })
      const compare = comparedName(name)
      if (names.has(compare)) byName.set(compare, [...(byName.get(compare) ?? []), { id, name, city, uscc }])
    }
    const last = firms.at(-1)
    if (!last || firms.length < atOnce) break
    after = last.id
  }
  return lines.map((line): PreviewedLine => {
    if (!line.values) return { ...line, verdict: 'bad', possible: [] }
    const { uscc, name } = line.values
    const exact = uscc === null ? undefined : byUscc.get(uscc)
    if (exact) return { ...line, verdict: 'matched', possible: [exact] }
    const possible = (byName.get(comparedName(name)) ?? [])
      .filter((firm) => uscc === null || firm.uscc === null || firm.uscc === uscc)
      .map(({ uscc: _uscc, ...firm }) => firm)
      .slice(0, mostOffered)
    const verdict = possible.length === 0 ? 'new' : possible.length === 1 ? 'matched' : 'ambiguous'
    return { ...line, verdict, possible }
  })
}
