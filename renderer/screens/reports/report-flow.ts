import type { TripReport } from '#shared/domain/trip-report/model.ts'

/** The type faces of an official text (GB/T 9704-2012, 7.3): 小标宋, 仿宋, 黑体, 楷体. */
export type Face = 'title' | 'body' | 'hei' | 'kai'

/** A stretch of text in one face. */
export interface Run {
  readonly text: string
  readonly face: Face
}

export type FlowKind =
  | 'title'
  | 'blank'
  | 'flush'
  | 'paragraph'
  | 'heading'
  | 'list'
  | 'list-next'
  | 'signature'

/** One paragraph of the running text as the pages take it up, line by line. */
export interface FlowItem {
  readonly key: string
  readonly kind: FlowKind
  readonly runs: readonly Run[]
}

/** The text of a report as paragraphs in the order and form of GB/T 9704-2012: title, recipient, text, attachments, signature. */
export function reportFlow(report: TripReport): FlowItem[] {
  return [
    ...report.titleLines.map((text, index) => item(`title-${index}`, 'title', text, 'title')),
    blank('after-title'),
    item('recipient', 'flush', report.recipient),
    item('lead', 'paragraph', report.lead),
    ...report.blocks.map((block, index): FlowItem => {
      const key = `block-${index}`
      if (block.kind === 'heading') return item(key, 'heading', block.text, 'hei')
      const lead = block.lead && { text: block.lead.text, face: leadFace(block.lead.level) }
      return { key, kind: 'paragraph', runs: [...(lead ? [lead] : []), { text: block.text, face: 'body' }] }
    }),
    ...attachmentList(report),
    blank('before-signature'),
    item('signature', 'signature', report.signature),
    item('date', 'signature', report.date),
  ]
}

/** `附件：1.行程安排表`: one line each under the text, without a full stop (7.3.4). */
function attachmentList(report: TripReport): FlowItem[] {
  if (report.attachments.length === 0) return []
  const lone = report.attachments.length === 1
  return [
    blank('before-attachments'),
    ...report.attachments.map(({ number, title }, index) =>
      index === 0
        ? item('attachment-0', 'list', lone ? `附件：${title}` : `附件：${number}.${title}`)
        : item(`attachment-${index}`, 'list-next', `${number}.${title}`),
    ),
  ]
}

const leadFace = (level: 2 | 3): Face => (level === 2 ? 'kai' : 'body')

function item(key: string, kind: FlowKind, text: string, face: Face = 'body'): FlowItem {
  return { key, kind, runs: [{ text, face }] }
}

function blank(key: string): FlowItem {
  return { key, kind: 'blank', runs: [] }
}
