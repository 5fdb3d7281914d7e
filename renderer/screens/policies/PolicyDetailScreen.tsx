import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { Output } from '#shared/contract/index.ts'
import { Facts } from '../../components/Facts.tsx'
import { FoundRecord } from '../../components/FoundRecord.tsx'
import { Screen } from '../../components/Screen.tsx'
import { useEnums } from '../../lib/enums.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import styles from './policies.module.css'
import { validText } from './policy-valid.ts'

/** One policy: what it is, whether it holds, and its clauses. */
export function PolicyDetailScreen() {
  const { t } = useTranslation('policies')
  const { id = '' } = useParams()
  const found = useLiveQuery('policies.get', { id })
  return (
    <FoundRecord
      query={found}
      title={t('title')}
      gone={t('detail.notFound')}
      isAsked={({ policy }) => policy.id === id}
    >
      {(detail) => <Shown detail={detail} />}
    </FoundRecord>
  )
}

function Shown({ detail: { policy, inForce } }: { readonly detail: NonNullable<Output<'policies.get'>> }) {
  const { t } = useTranslation('policies')
  const { label } = useEnums()
  return (
    <Screen
      title={policy.title}
      state={
        <span className={inForce ? 'op-tag' : 'op-tag op-tag-warn'}>
          {t(inForce ? 'state.inForce' : 'state.notInForce')}
        </span>
      }
    >
      <Facts
        label={t('detail.facts')}
        rows={[
          { key: 'level', name: t('field.level'), value: label('policyLevels', policy.level) },
          { key: 'docNo', name: t('field.docNo'), value: policy.docNo },
          { key: 'issuer', name: t('field.issuer'), value: policy.issuer },
          { key: 'valid', name: t('field.valid'), value: validText(policy) },
        ]}
        wide={[
          { key: 'industries', name: t('field.industries'), value: policy.industries.join('、') },
          { key: 'summary', name: t('field.summary'), value: policy.summary },
        ]}
      />
      {policy.body && <div className={styles.body}>{policy.body}</div>}
    </Screen>
  )
}
