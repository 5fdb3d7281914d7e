import { type CalendarDate, officialDate } from './calendar.ts'
import type { AgreedItem, Minutes, MinutesDemand } from './minutes.ts'
import { type Audience, withMaskedPhones } from './note-export.ts'
import { fileName } from './trip-report/file-names.ts'
import { chineseNumber, listedLines, officialText, sentence, sentences } from './trip-report/text.ts'
import type { Attendee } from './visits.ts'

/** A part of minutes: `一、会谈情况` with its paragraphs; a paragraph may begin with a number. */
export interface MinutesSection {
  readonly heading: string
  readonly paragraphs: readonly string[]
}

/** Those present of one side, as the end of minutes names them. */
export interface MinutesSide {
  readonly organisation: string
  readonly people: string
}

/** Minutes as a preview shows them and the writer prints them: finished Chinese official text. */
export interface MinutesDocument {
  /** The red mark at the head. */
  readonly mark: string
  /** Who issues them, and the day, under the mark. */
  readonly issuer: string
  readonly date: string
  readonly title: string
  readonly lead: string
  readonly sections: readonly MinutesSection[]
  readonly attended: readonly MinutesSide[]
  /** Who took the minutes. */
  readonly recorder: string | null
  /** A copy that stays in the house says so. */
  readonly isInternal: boolean
}

export interface MinutesDocumentInput {
  readonly minutes: Minutes
  readonly unitName: string
  readonly enterpriseName: string
  readonly audience: Audience
}

/**
 * The document of minutes (domain brief 5.4, row 纪要). A sentence or section without content is left out. In a copy
 * for the enterprise the remarks among ourselves are missing and telephone numbers are masked.
 */
export function minutesDocument(input: MinutesDocumentInput): MinutesDocument {
  const { minutes, unitName, enterpriseName, audience } = input
  const said = (text: string) => (audience === 'enterprise' ? withMaskedPhones(text) : text)
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['会谈情况', listedLines(minutes.topics).map(sentence)],
    ['企业诉求及我方答复', numbered(minutes.demands.map(demandText))],
    ['议定事项', numbered(minutes.agreed.map((item) => agreedText(item, unitName, enterpriseName)))],
    ['内部意见', audience === 'own' ? listedLines(minutes.internalRemarks).map(sentence) : []],
  ]
  return {
    mark: `${unitName}会谈纪要`,
    issuer: unitName,
    date: officialDate(minutes.occurredOn),
    title: said(officialText(minutes.title)),
    lead: said(leadOf(input)),
    sections: parts
      .filter(([, paragraphs]) => paragraphs.length > 0)
      .map(([name, paragraphs], index) => ({
        heading: `${chineseNumber(index + 1)}、${name}`,
        paragraphs: paragraphs.map(said),
      })),
    attended: [
      { organisation: unitName, people: said(styled(minutes.ourPeople)) },
      { organisation: enterpriseName, people: said(styled(minutes.theirPeople)) },
    ].filter(({ people }) => people !== ''),
    recorder: minutes.recorder === null ? null : said(minutes.recorder),
    isInternal: audience === 'own' && minutes.confidentiality !== 'shareable',
  }
}

/** `单位_关于……的会谈纪要_20261122.docx`; a copy for ourselves says so in its name. */
export function minutesFileName(
  unitName: string,
  minutes: Pick<Minutes, 'title' | 'occurredOn'>,
  audience: Audience,
): string {
  const title = officialText(minutes.title)
  const said = /纪要$/.test(title) ? title : `${title}会谈纪要`
  const day: CalendarDate = minutes.occurredOn.replaceAll('-', '')
  return fileName([unitName, audience === 'own' ? `${said}（内部）` : said, day], 'docx')
}

function leadOf({ minutes, unitName, enterpriseName }: MinutesDocumentInput): string {
  const when = `${officialDate(minutes.occurredOn)}${hours(minutes)}`
  const chair = chairOf(minutes)
  const place = officialText(minutes.place)
  const who = `${chair === '' ? '' : `${chair}主持，`}${unitName}与${enterpriseName}`
  return `${when}，${who}${place === '' ? '' : `在${place}`}举行会谈。现将会谈情况纪要如下：`
}

/** `局长样例甲`: whoever presides with the post that those present are named by; the name alone of anybody else. */
function chairOf({ chair, ourPeople, theirPeople }: Minutes): string {
  const name = officialText(chair)
  const present = [...ourPeople, ...theirPeople].find((person) => person.name === name)
  return present ? styled([present]) : name
}

function hours({ startTime, endTime }: Minutes): string {
  if (startTime === null) return ''
  return endTime === null ? startTime : `${startTime}至${endTime}`
}

/** One item stands alone, several are numbered `1.`. */
function numbered(texts: readonly string[]): string[] {
  return texts.length === 1 ? [...texts] : texts.map((text, index) => `${index + 1}.${text}`)
}

function demandText({ content, reply, responsible, dueOn }: MinutesDemand): string {
  const answer = officialText(reply)
  return sentences([
    officialText(content),
    answer === '' ? '' : `答复：${answer}`,
    taskText(officialText(responsible), dueOn, '办理'),
  ])
}

function agreedText(
  { content, side, responsible, dueOn }: AgreedItem,
  unit: string,
  enterprise: string,
): string {
  const named = officialText(responsible)
  const who = named === '' ? (side === 'ours' ? unit : enterprise) : named
  return sentences([officialText(content), taskText(who, dueOn, '落实')])
}

/** `由市招商局负责，2026年12月5日前办理`, with whichever of the two is known. */
function taskText(who: string, dueOn: CalendarDate | null, verb: string): string {
  const parts = [who === '' ? '' : `由${who}负责`, dueOn === null ? '' : `${officialDate(dueOn)}前${verb}`]
  return parts.filter((part) => part !== '').join('，')
}

const styled = (people: readonly Attendee[]): string =>
  people.map(({ name, post }) => (post === null ? name : `${officialText(post)}${name}`)).join('、')
