import type { FromHost, ToHost } from '#shared/contract/channel.ts'

/** The part of Electron's utility process that the host end uses. */
interface ParentPort {
  readonly postMessage: (message: FromHost) => void
  readonly on: (event: 'message', listener: (event: { readonly data: ToHost }) => void) => void
}

const { parentPort } = process as unknown as { readonly parentPort: ParentPort }

/** A data host without a store: `die` ends it, anything else is announced and echoed. */
parentPort.on('message', ({ data }) => {
  if (data.type === 'init') parentPort.postMessage({ type: 'ready' })
  if (data.type === 'close') process.exit(0)
  if (data.type !== 'relay') return
  const { id, name, input } = data.message
  if (name === 'die') process.exit(7)
  console.log(`heard ${name}`)
  parentPort.postMessage({ type: 'broadcast', event: { type: 'changed', tables: [name] } })
  parentPort.postMessage({
    type: 'relay',
    window: data.window,
    message: { type: 'reply', id, ok: true, value: input, tables: [] },
  })
})
