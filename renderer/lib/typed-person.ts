export interface TypedPerson {
  readonly name: string
  readonly post: string | null
}

/** A person typed as "姓名 职务": what stands before the first space is the name. Undefined for empty input. */
export function typedPerson(text: string): TypedPerson | undefined {
  const [name = '', ...rest] = text.trim().split(/[\s　]+/)
  if (name === '') return undefined
  return { name, post: rest.join(' ') || null }
}

/** Several people typed at once, parted by 、，；or a new line, as they are pasted from a list. */
export function typedPeople(text: string): TypedPerson[] {
  return text
    .split(/[、，,；;\n]/)
    .map(typedPerson)
    .filter((person) => person !== undefined)
}
