import type { FieldProblem } from '#shared/contract/errors.ts'
import { validationText } from '../lib/validation-text.ts'

/** The fields a refused input broke a rule in. */
export function ProblemList({ problems }: { readonly problems: readonly FieldProblem[] }) {
  return (
    <ul className="op-problems">
      {problems.map((problem) => (
        <li key={`${problem.path.join('.')} ${problem.message}`}>
          <code>{problem.path.join('.')}</code> {validationText(problem.message)}
        </li>
      ))}
    </ul>
  )
}
