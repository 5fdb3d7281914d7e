import { z } from 'zod'

/** Least length the form asks for; the data host has the last word (`vault/weak-passphrase`). */
const leastPassphrase = 8

const Passphrase = z.string().refine((text) => Array.from(text).length >= leastPassphrase, 'weak-passphrase')

/** A new passphrase, typed twice. */
export const NewPassphrase = z
  .object({ passphrase: Passphrase, again: z.string() })
  .refine((form) => form.again === form.passphrase, { path: ['again'], message: 'mismatch' })

/** A recovery code with the new passphrase, typed twice. */
export const Recovery = z
  .object({ recoveryCode: z.string().trim().min(1, 'required'), passphrase: Passphrase, again: z.string() })
  .refine((form) => form.again === form.passphrase, { path: ['again'], message: 'mismatch' })
