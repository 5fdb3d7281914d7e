const focusable = 'input:not([type=hidden]), textarea, select, button, [tabindex]:not([tabindex="-1"])'

/**
 * Puts the focus on a form's field: the first control inside the innermost element whose `data-fields` names the
 * field, the field itself or the section that holds its rows.
 */
export function focusField(field: string): void {
  const places = document.querySelectorAll<HTMLElement>(`[data-fields~="${CSS.escape(field)}"]`)
  const place = [...places].at(-1)
  place?.scrollIntoView({ block: 'center' })
  place?.querySelector<HTMLElement>(focusable)?.focus({ preventScroll: true })
}
