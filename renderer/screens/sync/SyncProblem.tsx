import { AppError, errorCodes } from '#shared/contract/errors.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'

/** Said elsewhere: being offline by the line above, the others by the strip under the top bar. */
const quiet: ReadonlySet<string> = new Set([
  'server/unreachable',
  'server/captive-portal',
  'account/lease-ended',
  'store/disk-full',
])

/** Why the last attempt failed. */
export function SyncProblem({ problem }: { readonly problem: string | null }) {
  const code = errorCodes.find((each) => each === problem)
  if (!code || quiet.has(code)) return null
  return <ErrorNotice error={new AppError(code)} />
}
