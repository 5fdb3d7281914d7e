import type { LinkState } from '#shared/domain/industry-chains.ts'
import { useEnums } from '../../lib/enums.ts'
import styles from './chains.module.css'

/** 强, 弱 or 缺 as a word on its colour, with how many there are where that is asked. */
export function StateTag({ state, count }: { readonly state: LinkState; readonly count?: number }) {
  const { label } = useEnums()
  const classes = [styles.state, styles[state], count === 0 ? styles.none : '']
  return (
    <span className={classes.filter(Boolean).join(' ')}>
      {label('linkStates', state)}
      {count === undefined ? '' : ` ${count}`}
    </span>
  )
}
