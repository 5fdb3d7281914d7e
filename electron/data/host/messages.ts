import { z } from 'zod'

const HostInit = z.object({
  type: z.literal('init'),
  userData: z.string().min(1),
  osSecret: z.base64().nullable(),
  appVersion: z.string(),
  deviceName: z.string(),
})

const FileGrant = z.object({
  type: z.literal('grant'),
  token: z.string().min(1),
  path: z.string().min(1),
  mode: z.enum(['read', 'write']),
})

/** Main relays a window's message unread, so its outer shape is judged here; `input` by the call's own schema. */
const Relay = z.object({
  type: z.literal('relay'),
  window: z.number().int(),
  message: z
    .object({ type: z.literal('call'), id: z.number().int(), name: z.string(), input: z.unknown() })
    .transform(({ input, ...rest }) => ({ ...rest, input })),
})

/** Everything main may send. */
export const ToHostMessage = z.discriminatedUnion('type', [
  HostInit,
  FileGrant,
  Relay,
  z.object({ type: z.literal('close') }),
  z.object({ type: z.literal('wake') }),
])
export type ToHostMessage = z.infer<typeof ToHostMessage>
export type InitMessage = z.infer<typeof HostInit>
