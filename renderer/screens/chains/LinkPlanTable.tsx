import { useTranslation } from 'react-i18next'
import type { PlannedLink } from '#shared/domain/chain-lines.ts'
import { useEnums } from '../../lib/enums.ts'
import styles from './chains.module.css'
import { StateTag } from './StateTag.tsx'

/** The links of a plan, a row each, what changes in bold. */
export function LinkPlanTable({
  links,
  isSame,
}: {
  readonly links: readonly PlannedLink[]
  /** Nothing of it will be written. */
  readonly isSame: (link: PlannedLink) => boolean
}) {
  const { t } = useTranslation('chains')
  const { label } = useEnums()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard
    <section className={styles.plan} aria-label={t('plan.label')} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>{t('plan.result')}</th>
            <th>{t('tree.link')}</th>
            <th>{t('plan.parent')}</th>
            <th>{t('field.position')}</th>
            <th>{t('field.state')}</th>
            <th>{t('field.linkLeader')}</th>
            <th>{t('field.gapNote')}</th>
            <th>{t('plan.local')}</th>
            <th>{t('plan.target')}</th>
          </tr>
        </thead>
        <tbody>
          {links.map((link) => {
            const cell = (field: PlannedLink['changes'][number], shown: React.ReactNode) => (
              <td>{link.changes.includes(field) ? <strong>{shown}</strong> : shown}</td>
            )
            return (
              <tr key={link.name}>
                <td>
                  <span className={link.id === null ? 'op-tag op-tag-warn' : 'op-tag'}>
                    {t(`plan.${link.id === null ? 'new' : isSame(link) ? 'same' : 'changed'}`)}
                  </span>
                </td>
                <td>{link.name}</td>
                {cell('parent', link.parent)}
                {cell('position', label('linkPositions', link.position))}
                {cell('state', <StateTag state={link.state} />)}
                {cell('leader', link.leader)}
                {cell('gapNote', link.gapNote)}
                <td>{link.local.join(t('plan.comma'))}</td>
                <td>{link.target.join(t('plan.comma'))}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
