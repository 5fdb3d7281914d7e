/** The fields of a ledger in the order in which Tab reaches them. */
const fieldsOf = (table: Element): HTMLTextAreaElement[] => [
  ...table.querySelectorAll<HTMLTextAreaElement>('textarea[data-field]'),
]

/** Enter leads to the next field of the ledger. */
export function focusNext(field: HTMLTextAreaElement): void {
  const table = field.closest('table')
  if (!table) return
  const fields = fieldsOf(table)
  fields[fields.indexOf(field) + 1]?.focus()
}

/** Alt with an arrow leads to the same field of the topic above or below, in the same round. */
export function focusTopic(field: HTMLTextAreaElement, step: 1 | -1): void {
  const cell = field.closest('td')
  const row = cell?.closest('tr')
  const other = step === 1 ? row?.nextElementSibling : row?.previousElementSibling
  if (!cell || !(other instanceof HTMLTableRowElement)) return
  const beside = other.cells[cell.cellIndex]
  beside?.querySelector<HTMLTextAreaElement>(`textarea[data-field="${field.dataset.field}"]`)?.focus()
}
