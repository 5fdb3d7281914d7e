import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import ExcelJs from 'exceljs'
import { z } from 'zod'
import type { policyLevels } from '#shared/domain/enumerations.ts'
import { policies } from '#shared/domain/policies.ts'
import { publishPolicies } from '../administration/policies.ts'
import { AdministrationError } from '../administration/publish.ts'
import type { Call } from './call.ts'

type Entry = Readonly<Record<string, unknown>>

/** `policy publish FILE`: a JSON array of policies, or the first sheet of a workbook with a heading row. */
export async function publishPolicyFile({ db, rest: [path], print }: Call): Promise<void> {
  if (!path) throw new AdministrationError('Say which file: policy publish FILE.json or FILE.xlsx')
  const content = await readFile(path).catch(() => {
    throw new AdministrationError(`The file cannot be read: ${path}`)
  })
  const entries =
    extname(path).toLowerCase() === '.xlsx' ? await rowsOf(content) : listIn(content.toString('utf8'))
  const { added, changed } = await publishPolicies(db, entries)
  print(`Published ${added + changed} policies: ${added} new, ${changed} changed.`)
}

function listIn(text: string): Entry[] {
  try {
    return z.array(z.record(z.string(), z.json())).parse(JSON.parse(text.replace(/^\ufeff/, '')))
  } catch {
    throw new AdministrationError('The file is no JSON array of policies.')
  }
}

/** Levels as offices write them. */
const levelWords: Readonly<Record<string, (typeof policyLevels)[number]>> = {
  国家: 'national',
  国家级: 'national',
  省: 'province',
  省级: 'province',
  市: 'city',
  市级: 'city',
  县: 'county',
  县级: 'county',
  区级: 'county',
  园区: 'park',
  园区级: 'park',
}

/** The rows below the first row that names a title column. */
async function rowsOf(content: Buffer): Promise<Entry[]> {
  const book = new ExcelJs.Workbook()
  try {
    // exceljs declares a Buffer of its own.
    await book.xlsx.load(content as unknown as ExcelJs.Buffer)
  } catch {
    throw new AdministrationError('The file is no workbook that can be read.')
  }
  const rows: string[][] = []
  book.worksheets[0]?.eachRow((row) => {
    const cells: string[] = []
    row.eachCell((cell, column) => {
      cells[column] = cell.value instanceof Date ? cell.value.toISOString().slice(0, 10) : cell.text.trim()
    })
    rows.push(cells)
  })
  const head = rows.findIndex((cells) => cells.some((cell) => fieldOf(cell) === 'title'))
  if (head < 0) throw new AdministrationError('No column is headed 政策名称.')
  const fields = (rows[head] ?? []).map(fieldOf)
  return rows.slice(head + 1).flatMap((cells) => {
    const entry = fields.flatMap((field, column) =>
      field && cells[column] ? [[field, cellValue(field, cells[column])] as const] : [],
    )
    return entry.length === 0 ? [] : [Object.fromEntries(entry)]
  })
}

function fieldOf(heading: string | undefined): string | null {
  const known = Object.entries(policies.fields)
  return known.find(([, { synonyms }]) => heading !== undefined && synonyms.includes(heading))?.[0] ?? null
}

function cellValue(field: string, text: string): unknown {
  if (field === 'level') return levelWords[text] ?? text
  if (field === 'industries')
    return text
      .split(/[、,，;；]/)
      .map((part) => part.trim())
      .filter(Boolean)
  return text
}
