import { Button, Checkbox } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChainDetail, MetEnterprise } from '#shared/contract/chains.ts'
import type { Input } from '#shared/contract/index.ts'
import { isOld, type LinkRow, type PlannedLink, plannedLinks } from '#shared/domain/chain-lines.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { call } from '../../lib/client.ts'
import { newId } from '../../lib/ids.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useAction } from '../../lib/use-action.ts'
import { saidAdded } from './AddLinks.tsx'
import { LinkPlanTable } from './LinkPlanTable.tsx'

interface Props {
  readonly detail: ChainDetail
  readonly rows: readonly LinkRow[]
  readonly onClose: () => void
}

/** Names told of enterprises that are not known. */
const mostNamed = 6

/** What a table of links will do: new links, changed ones, who stands where, and what is left out and why. */
export function LinkPlan({ detail, rows, onClose }: Props) {
  const { t } = useTranslation('chains')
  const [creates, setCreates] = useState(false)
  const { links, problems } = useMemo(() => plannedLinks(rows, detail.links), [rows, detail.links])
  const names = useMemo(() => namesOf(links), [links])
  const met = useLiveQuery('chains.meetEnterprises', names.length === 0 ? null : { names })
  const known = useMemo(() => new Map((met.data ?? []).map((firm) => [firm.name, firm])), [met.data])
  const isMeeting = names.length > 0 && !met.data
  const missing = (column: 'local' | 'target') =>
    isMeeting ? [] : [...new Set(links.flatMap((link) => link[column]))].filter((name) => !known.has(name))
  const [locals, targets] = [missing('local'), missing('target')]
  const made = creates ? locals : []
  const added = links.filter(({ id }) => id === null).length
  const changed = links.filter(({ changes }) => changes.length > 0).length
  const standing = standingOf(links, known)
  const placed =
    standing.length + links.flatMap(({ local }) => local).filter((name) => made.includes(name)).length
  const isSame = (link: PlannedLink) => {
    const gainsOne = standing.some(({ link: each }) => each === link)
    return isOld(link) && !gainsOne && !link.local.some((name) => made.includes(name))
  }
  const same = links.filter(isSame).length
  const write = useAction(async () => {
    const { groupId } = await call('chains.putLinks', writing(detail, links, standing, made))
    saidAdded(
      placed + changed === 0 ? t('add.added', { count: added }) : t('plan.done', { added, changed, placed }),
      groupId,
    )
    onClose()
  })
  const listed = (all: readonly string[]) =>
    t(all.length > mostNamed ? 'plan.andMore' : 'plan.names', {
      names: all.slice(0, mostNamed).join(t('plan.comma')),
      count: all.length,
    })
  return (
    <>
      <ErrorNotice error={write.error} onClose={write.clearError} />
      <div className="op-row">
        <Button
          type="primary"
          disabled={added + changed + placed === 0 || isMeeting}
          loading={write.busy}
          onClick={() => write.run()}
        >
          {placed + changed === 0
            ? t('add.confirm', { count: added })
            : t('plan.confirm', { added, changed, placed })}
        </Button>
        <Button onClick={onClose}>{t('add.cancel')}</Button>
        <span role="status">{same > 0 && t('plan.unchanged', { count: same })}</span>
      </div>
      {locals.length > 0 && (
        <p>
          {t('plan.unknownLocals', { count: locals.length, names: listed(locals) })}{' '}
          <Checkbox checked={creates} onChange={(event) => setCreates(event.target.checked)}>
            {t('plan.createLocals')}
          </Checkbox>
        </p>
      )}
      {targets.length > 0 && (
        <p className="op-meta">{t('plan.unknownTargets', { names: listed(targets) })}</p>
      )}
      {problems.length > 0 && (
        <section aria-label={t('plan.problems', { count: problems.length })}>
          {problems.map(({ line, text, reason }) => (
            <p key={line} className="op-late">
              {t('add.problem', { line, text, reason: t(`add.reason-${reason}`) })}
            </p>
          ))}
        </section>
      )}
      {links.length > 0 && <LinkPlanTable links={links} isSame={isSame} />}
    </>
  )
}

const namesOf = (links: readonly PlannedLink[]) => [
  ...new Set(links.flatMap(({ local, target }) => [...local, ...target])),
]

interface Standing {
  readonly link: PlannedLink
  readonly enterpriseId: string
  readonly isLocal: boolean
}

/** Who will stand on a link, or be marked as local, and is not yet. */
function standingOf(links: readonly PlannedLink[], known: ReadonlyMap<string, MetEnterprise>): Standing[] {
  return links.flatMap((link) =>
    [...new Set([...link.local, ...link.target])].flatMap((name) => {
      const firm = known.get(name)
      if (!firm) return []
      const isLocal = link.local.includes(name)
      const stands = link.id !== null && firm.linkIds.includes(link.id) && (firm.isLocal || !isLocal)
      return stands ? [] : [{ link, enterpriseId: firm.id, isLocal }]
    }),
  )
}

/** The plan as the data host writes it, with the ids of what is there and of what is new. */
function writing(
  { chain, links: there }: ChainDetail,
  links: readonly PlannedLink[],
  standing: readonly Standing[],
  made: readonly string[],
): Input<'chains.putLinks'> {
  const ids = new Map([
    ...there.map(({ name, id }) => [name, id] as const),
    ...links.flatMap(({ name, id }) => (id === null ? [[name, newId()] as const] : [])),
  ])
  const idOf = (name: string) => ids.get(name) ?? newId()
  return {
    chainId: chain.id,
    links: links
      .filter(({ id, changes }) => id === null || changes.length > 0)
      .map(({ name, parent, position, state, gapNote, leader }) => ({
        ...{ id: idOf(name), name, position, state, gapNote, leader },
        parentId: parent === null ? null : idOf(parent),
      })),
    standing: standing.map(({ link, ...rest }) => ({ ...rest, linkId: idOf(link.name) })),
    locals: made.map((name) => ({
      ...{ id: newId(), name },
      linkIds: links.filter(({ local }) => local.includes(name)).map((link) => idOf(link.name)),
    })),
  }
}
