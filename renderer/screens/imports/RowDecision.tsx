import { CloseOutlined } from '@ant-design/icons'
import { Button, Radio } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportRowDetail, RowAction } from '#shared/contract/imports.ts'
import type { Input } from '#shared/contract/index.ts'
import { type ChosenEnterprise, EnterprisePicker } from '../../components/EnterprisePicker.tsx'
import { call } from '../../lib/client.ts'
import { fieldName } from './field-name.ts'
import { verdictClass } from './ImportRows.tsx'
import { importedText } from './imported-text.ts'
import styles from './imports.module.css'

const actions = ['new', 'merge', 'update', 'skip'] as const
type Decision = Omit<Input<'imports.decide'>, 'session' | 'line'>

/** One row as it stands in the file, what it would change, and what a person decides of it. */
export function RowDecision({
  session,
  line,
  round,
  disabled,
  onDecide,
  onClose,
}: {
  readonly session: string
  readonly line: number
  readonly round: number
  readonly disabled: boolean
  readonly onDecide: (decision: Decision) => void
  readonly onClose: () => void
}) {
  const { t } = useTranslation('imports')
  const row = useRow(session, line, round)
  const [picked, setPicked] = useState<ChosenEnterprise | null>(null)
  if (!row) return null
  const joins =
    picked ?? (row.joinsId && row.joins ? { id: row.joinsId, name: row.joins, isNew: false } : null)
  const chosen = actions.find((each) => each === row.verdict)
  const decide = (action: RowAction) =>
    onDecide({ action, target: picked ? { kind: 'known', id: picked.id } : null })
  const pick = (enterprise: ChosenEnterprise | null) => {
    setPicked(enterprise)
    if (enterprise)
      onDecide({
        action: chosen === 'update' ? 'update' : 'merge',
        target: { kind: 'known', id: enterprise.id },
      })
  }
  // A row joins an enterprise only where there is one: found, chosen here, or made by an earlier row.
  const canJoin = joins !== null || row.joins !== null
  return (
    <div className={styles.row}>
      <header>
        <h2>{t('row.title', { line })}</h2>
        <span className={verdictClass[row.verdict]}>{t(`verdict.${row.verdict}`)}</span>
        {row.decided && <span className="op-meta">{t('row.decided')}</span>}
        <Button
          type="text"
          icon={<CloseOutlined aria-hidden />}
          aria-label={t('row.close')}
          onClick={onClose}
        />
      </header>
      {row.remarks.length > 0 && (
        <ul className={styles.remarks}>
          {row.remarks.map(({ code, params }) => (
            <li key={`${code} ${JSON.stringify(params)}`}>{t(`remark.${code}`, { ...params })}</li>
          ))}
        </ul>
      )}
      {chosen && (
        <section aria-label={t('change', { line })}>
          <Radio.Group
            value={chosen}
            disabled={disabled}
            onChange={(event) => decide(event.target.value)}
            className={styles.actions ?? ''}
            options={actions.map((action) => ({
              value: action,
              label: t(`action.${action}`),
              disabled: (action === 'merge' || action === 'update') && !canJoin,
            }))}
          />
          <label className={styles.target} htmlFor="import-target">
            <span>{t('row.target')}</span>
            <EnterprisePicker
              id="import-target"
              label={t('row.target')}
              value={joins}
              canCreate={false}
              onChange={pick}
            />
          </label>
          {row.decided && (
            <Button size="small" onClick={() => onDecide({ action: null })} disabled={disabled}>
              {t('row.undecide')}
            </Button>
          )}
        </section>
      )}
      {row.changes.length > 0 && <Changes row={row} />}
      <section>
        <h3>{t('row.cells')}</h3>
        <dl className={styles.cells}>
          {row.cells.map(({ heading, text }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two columns of a file may have one heading
            <div key={`${heading} ${index}`}>
              <dt>{heading || t('row.none')}</dt>
              <dd>{text || t('row.none')}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  )
}

function Changes({ row }: { readonly row: ImportRowDetail }) {
  const { t } = useTranslation('imports')
  return (
    <section>
      <h3>{t('row.changes')}</h3>
      <table className={styles.changes}>
        <thead>
          <tr>
            <th scope="col">{t('row.field')}</th>
            <th scope="col">{t('row.before')}</th>
            <th scope="col">{t('row.after')}</th>
          </tr>
        </thead>
        <tbody>
          {row.changes.map(({ field, before, after }) => (
            <tr key={field}>
              <th scope="row">{fieldName(field)}</th>
              <td>{importedText({ [field]: before }) || t('row.none')}</td>
              <td>{importedText({ [field]: after })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function useRow(session: string, line: number, round: number): ImportRowDetail | null {
  const [row, setRow] = useState<ImportRowDetail | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` asks again after a decision
  useEffect(() => {
    let current = true
    call('imports.row', { session, line }).then(
      (answer) => current && setRow(answer),
      () => current && setRow(null),
    )
    return () => {
      current = false
    }
  }, [session, line, round])
  return row
}
