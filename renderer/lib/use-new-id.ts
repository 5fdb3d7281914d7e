import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { z } from 'zod'
import { newId } from './ids.ts'

const Id = z.uuid()

/** The identifier of the record that a form makes: the one that `?id=` names (a refused one, repaired), or a new one. */
export function useNewId(): string {
  const [search] = useSearchParams()
  const [id] = useState(() => {
    const named = Id.safeParse(search.get('id'))
    return named.success ? named.data.toLowerCase() : newId()
  })
  return id
}
