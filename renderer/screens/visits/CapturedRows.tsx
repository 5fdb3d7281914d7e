import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useFieldArray } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { useAccountStatus } from '../../lib/account.ts'
import { newId } from '../../lib/ids.ts'
import { CommitmentRows } from './CommitmentRows.tsx'
import { DemandRows } from './DemandRows.tsx'
import { LeaderActionRows } from './LeaderActionRows.tsx'
import type { VisitFormApi } from './VisitFields.tsx'

/** Demands, commitments and leaders' actions of the visit: a small row each, one line of buttons to add them. */
export function CapturedRows({ form }: { readonly form: VisitFormApi }) {
  const { t } = useTranslation('visits')
  const { account } = useAccountStatus()
  const { control } = form
  const demands = useFieldArray({ control, name: 'demands', keyName: 'key' })
  const commitments = useFieldArray({ control, name: 'commitments', keyName: 'key' })
  const actions = useFieldArray({ control, name: 'leaderActions', keyName: 'key' })
  /** The row's first field takes the focus by itself. */
  const stay = { shouldFocus: false }
  const task = { responsible: null, dueOn: null }
  const buttons = [
    {
      text: t('demand.add'),
      add: () => demands.append({ id: newId(), content: '', category: 'other', ...task }, stay),
    },
    {
      text: t('commitment.add'),
      add: () =>
        commitments.append(
          { id: newId(), content: '', madeBy: account.userName, basisPolicy: null, ...task },
          stay,
        ),
    },
    {
      text: t('leader.add'),
      add: () =>
        actions.append({ item: 'negotiate', leader: form.getValues('ourPeople')?.[0]?.name ?? '' }, stay),
    },
  ]
  return (
    <div className="op-rows" data-fields="demands commitments leaderActions">
      <DemandRows form={form} rows={demands} />
      <CommitmentRows form={form} rows={commitments} />
      <LeaderActionRows form={form} rows={actions} />
      <div className="op-row">
        {buttons.map(({ text, add }) => (
          <Button key={text} size="small" icon={<PlusOutlined aria-hidden />} onClick={add}>
            {text}
          </Button>
        ))}
      </div>
    </div>
  )
}
