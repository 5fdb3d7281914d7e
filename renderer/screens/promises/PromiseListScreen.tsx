import { PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { Freshness } from '../../components/Freshness.tsx'
import { Choices } from '../../components/fields/ChoiceField.tsx'
import { MasterDetail } from '../../components/MasterDetail.tsx'
import { Screen } from '../../components/Screen.tsx'
import { SearchInput } from '../../components/SearchInput.tsx'
import { CommitmentList } from './CommitmentList.tsx'
import { CommitmentPanel } from './CommitmentPanel.tsx'
import { DemandList } from './DemandList.tsx'
import { DemandPanel } from './DemandPanel.tsx'
import { FollowUpList } from './FollowUpList.tsx'
import { FollowUpPanel } from './FollowUpPanel.tsx'
import { type PromiseTab, promiseTabs, usePromiseView } from './promise-view-store.ts'
import { usePromiseAddress } from './use-promise-address.ts'

const shows = ['open', 'overdue', 'all'] as const

/** What is to be done, what enterprises asked for and what we promised; one opens in the panel beside. */
export function PromiseListScreen() {
  const { t } = useTranslation('promises')
  const { tab, open, goTo } = usePromiseAddress()
  const { text, show, mine, change } = usePromiseView()
  return (
    <Screen
      title={t('title')}
      state={<Freshness />}
      actions={
        <Button icon={<PlusOutlined aria-hidden />} onClick={() => goTo('followUps', 'new')}>
          {t('list.newFollowUp')}
        </Button>
      }
      filters={
        <>
          <Tabs
            size="small"
            activeKey={tab}
            onChange={(key) => goTo(promiseTabs.find((each) => each === key) ?? 'followUps')}
            items={promiseTabs.map((key) => ({ key, label: t(`tab.${key}`) }))}
            tabBarStyle={{ margin: '0 16px 0 0' }}
          />
          <Choices
            id="promise-show"
            label={t('filter.show')}
            options={shows.map((value) => ({ value, label: t(`filter.${value}`) }))}
            value={show}
            onChange={(value) => change({ show: shows.find((each) => each === value) ?? 'open' })}
          />
          <SearchInput
            label={t('filter.search')}
            value={text}
            onChange={(value) => change({ text: value })}
          />
          <Checkbox checked={mine} onChange={(event) => change({ mine: event.target.checked })}>
            {t('filter.mine')}
          </Checkbox>
        </>
      }
      flush
    >
      <MasterDetail
        list={<List tab={tab} />}
        detail={open ? <Panel key={open} tab={tab} id={open} /> : null}
      />
    </Screen>
  )
}

function List({ tab }: { readonly tab: PromiseTab }) {
  switch (tab) {
    case 'followUps':
      return <FollowUpList />
    case 'demands':
      return <DemandList />
    case 'commitments':
      return <CommitmentList />
  }
}

function Panel({ tab, id }: { readonly tab: PromiseTab; readonly id: string }) {
  switch (tab) {
    case 'followUps':
      return <FollowUpPanel id={id} />
    case 'demands':
      return <DemandPanel id={id} />
    case 'commitments':
      return <CommitmentPanel id={id} />
  }
}
