import { useTranslation } from 'react-i18next'
import type { ImportPreview } from '#shared/contract/imports.ts'
import styles from './imports.module.css'

/** How the file was understood: sheet, encoding, and which column goes where. */
export function ImportSummary({ preview }: { readonly preview: ImportPreview }) {
  const { t, i18n } = useTranslation('imports')
  const { sheet, encoding, headerLine, columns } = preview
  const fieldName = (field: string) =>
    i18n.exists(`imports:field.${field}`) ? t(`field.${field}`) : i18n.t(`enterprises:field.${field}`)
  const facts = [
    sheet && `${t('sheet')} ${sheet}`,
    encoding && `${t('encoding')} ${encoding}`,
    headerLine > 0 && t('headerLine', { line: headerLine }),
  ]
  return (
    <section className={styles.summary} aria-label={t('columns')}>
      <p className="op-meta">{facts.filter(Boolean).join(' · ')}</p>
      <ul>
        {columns.map(({ heading, field }) => (
          <li key={`${heading} ${field}`} className={field === null ? 'op-tag' : 'op-tag op-tag-warn'}>
            {heading} → {field === null ? t('unmatched') : fieldName(field)}
          </li>
        ))}
      </ul>
    </section>
  )
}
