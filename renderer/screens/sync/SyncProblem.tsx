import { AppError, errorCodes } from '#shared/contract/errors.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'

/** Why the last attempt failed. Being offline is no failure: the line above says it. */
export function SyncProblem({ problem }: { readonly problem: string | null }) {
  const code = errorCodes.find((each) => each === problem)
  if (!code || code === 'server/unreachable') return null
  return <ErrorNotice error={new AppError(code)} />
}
