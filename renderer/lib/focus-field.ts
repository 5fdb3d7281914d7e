const focusable = 'input:not([type=hidden]), textarea, select, button, [tabindex]:not([tabindex="-1"])'

/**
 * Puts the focus on a form's field: through the form where the field's control registered itself, else on the first
 * control inside the element whose `data-fields` names the field.
 */
export function focusField(field: string, throughForm: () => void): void {
  throughForm()
  const active = document.activeElement
  if (active instanceof HTMLElement && active.matches('input, textarea, select')) {
    active.scrollIntoView({ block: 'center' })
    return
  }
  const place = document.querySelector<HTMLElement>(`[data-fields~="${CSS.escape(field)}"]`)
  place?.scrollIntoView({ block: 'start' })
  place?.querySelector<HTMLElement>(focusable)?.focus({ preventScroll: true })
}
