import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ListVerdict, PreviewedLine } from '#shared/contract/target-lists.ts'
import type { Column } from '../../components/DenseTable.tsx'

const tags: Readonly<Record<ListVerdict, string>> = {
  matched: 'op-tag',
  new: 'op-tag',
  ambiguous: 'op-tag op-tag-warn',
  bad: 'op-tag op-tag-late',
}

/** Columns of the lines that are about to be brought in. */
export function usePreviewColumns(
  named: ReadonlyMap<number, string>,
  onNamed: (line: number, id: string) => void,
): Column<PreviewedLine>[] {
  const { t } = useTranslation('targetLists')
  const remarks = ({ problem, sameAs, remarks: small }: PreviewedLine) =>
    [
      problem && t(`problem.${problem}`, { line: sameAs ?? 0 }),
      ...small.map((remark) => t(`remark.${remark}`)),
    ].filter(Boolean)
  return [
    { key: 'line', title: t('preview.line'), width: '48px', align: 'right', render: ({ line }) => line },
    {
      key: 'verdict',
      title: t('preview.verdict'),
      width: '104px',
      render: ({ verdict }) => <span className={tags[verdict]}>{t(`verdict.${verdict}`)}</span>,
    },
    {
      key: 'name',
      title: t('name'),
      width: 'minmax(160px, 1.6fr)',
      render: ({ name }) => <span title={name ?? ''}>{name}</span>,
    },
    {
      key: 'meant',
      title: t('preview.meant'),
      width: 'minmax(200px, 1.8fr)',
      render: (line) =>
        line.problem ? (
          <span className="op-late">{remarks(line).join(' ')}</span>
        ) : line.verdict === 'ambiguous' ? (
          <Select<string>
            size="small"
            aria-label={t('preview.which', { name: line.name })}
            placeholder={t('preview.choose', { count: line.possible.length })}
            value={named.get(line.line) ?? null}
            options={line.possible.map(({ id, name, city }) => ({
              value: id,
              label: [name, city].filter(Boolean).join(' · '),
            }))}
            popupMatchSelectWidth={false}
            style={{ width: '100%' }}
            onChange={(id) => onNamed(line.line, id)}
          />
        ) : (
          <span title={line.possible[0]?.name ?? ''}>{line.possible[0]?.name}</span>
        ),
    },
    { key: 'city', title: t('city'), width: '80px', render: ({ values }) => values?.city },
    { key: 'uscc', title: t('uscc'), width: '152px', render: ({ values }) => values?.uscc },
    {
      key: 'chain',
      title: t('chain'),
      width: 'minmax(80px, 0.8fr)',
      render: ({ values }) => values?.industryChain,
    },
    {
      key: 'reason',
      title: t('reason'),
      width: 'minmax(100px, 1fr)',
      render: (line) =>
        line.values?.reason ? (
          <span title={line.values.reason}>{line.values.reason}</span>
        ) : (
          <span className="op-meta">{line.problem ? '' : remarks(line).join(' ')}</span>
        ),
    },
  ]
}
