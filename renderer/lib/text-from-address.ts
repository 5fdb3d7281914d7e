import { useEffect, useRef } from 'react'
import { useSearchParams } from 'react-router'

/** Takes the text a list is to be narrowed by from the address (`?text=`), once, as the search box hands it over. */
export function useTextFromAddress(narrow: (text: string) => void): void {
  const [parameters, setParameters] = useSearchParams()
  const text = parameters.get('text')
  const latest = useRef(narrow)
  latest.current = narrow
  useEffect(() => {
    if (text === null) return
    latest.current(text.slice(0, 100))
    setParameters(
      (before) => {
        before.delete('text')
        return before
      },
      { replace: true },
    )
  }, [text, setParameters])
}
