import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { type ImportCounts, type RowAction, type Verdict, verdicts } from '#shared/contract/imports.ts'
import { Choices } from '../../components/fields/ChoiceField.tsx'
import styles from './imports.module.css'

/** The rows that are shown: of one verdict, or all. */
export type ShownVerdict = Verdict | null

const actions = ['new', 'update', 'merge', 'skip'] as const

/** Rows by what becomes of them, and the decision on all of one kind at once. */
export function ImportFilter({
  counts,
  verdict,
  disabled,
  decided,
  onVerdict,
  onDecideAll,
}: {
  readonly counts: ImportCounts
  readonly verdict: ShownVerdict
  readonly disabled: boolean
  /** A person decided of some row. */
  readonly decided: boolean
  readonly onVerdict: (verdict: ShownVerdict) => void
  readonly onDecideAll: (decision: { verdict: RowAction; action: RowAction | null }) => void
}) {
  const { t } = useTranslation('imports')
  const total = verdicts.reduce((sum, each) => sum + counts[each], 0)
  const decidable = actions.find((each) => each === verdict)
  return (
    <div className={styles.filter}>
      <Choices
        id="import-verdict"
        label={t('filter.label')}
        value={verdict ?? 'all'}
        options={[
          { value: 'all', label: t('filter.all', { count: total }) },
          ...verdicts
            .filter((each) => counts[each] > 0)
            .map((each) => ({ value: each, label: `${t(`verdict.${each}`)} ${counts[each]}` })),
        ]}
        onChange={(value) => onVerdict(verdicts.find((each) => each === value) ?? null)}
      />
      <div className={styles.forAll}>
        {decidable && counts[decidable] > 0 && (
          <Select<RowAction>
            aria-label={t('all.label', { verdict: t(`verdict.${decidable}`) })}
            placeholder={t('all.label', { verdict: t(`verdict.${decidable}`) })}
            value={null}
            disabled={disabled}
            popupMatchSelectWidth={false}
            options={actions
              .filter((each) => each !== decidable)
              .map((each) => ({ value: each, label: t(`action.${each}`) }))}
            onChange={(action) => onDecideAll({ verdict: decidable, action })}
          />
        )}
        {decided && (
          <Button
            type="text"
            disabled={disabled}
            onClick={() => onDecideAll({ verdict: decidable ?? 'new', action: null })}
          >
            {t('all.reset')}
          </Button>
        )}
      </div>
    </div>
  )
}
