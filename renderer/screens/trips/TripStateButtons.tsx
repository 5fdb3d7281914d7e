import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Trip } from '#shared/domain/trips.ts'
import { call } from '../../lib/client.ts'
import { useEnums } from '../../lib/enums.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'

type State = Trip['state']
type Step = 'start' | 'return' | 'report' | 'cancel' | 'reopen'

/** Where a trip can go from each state. */
const steps: Readonly<Record<State, readonly { readonly step: Step; readonly to: State }[]>> = {
  planned: [
    { step: 'start', to: 'on_the_way' },
    { step: 'cancel', to: 'cancelled' },
  ],
  on_the_way: [{ step: 'return', to: 'returned' }],
  returned: [{ step: 'report', to: 'reported' }],
  reported: [],
  cancelled: [{ step: 'reopen', to: 'planned' }],
}

/** Takes the trip on to its next state; the message offers to take the step back. */
export function TripStateButtons({ trip }: { readonly trip: Trip }) {
  const { t } = useTranslation('trips')
  const { label } = useEnums()
  const { id, state: before } = trip
  const move = useAction(async (state: State) => {
    await call('trips.setState', { id, state })
    showToast(t('state.changed', { state: label('tripStates', state) }), () =>
      call('trips.setState', { id, state: before }),
    )
  })
  return (
    <>
      {steps[before].map(({ step, to }) => (
        <Button key={step} loading={move.busy} onClick={() => move.run(to)}>
          {t(`state.${step}`)}
        </Button>
      ))}
    </>
  )
}
