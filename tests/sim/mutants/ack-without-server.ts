import { gunzipSync } from 'node:zlib'
import { callServer as original } from '../../../electron/data/sync/http.ts'

let epoch: unknown = null

/** A push whose reply is lost counts as taken. */
export const callServer: typeof original = async (connection, call) => {
  try {
    const answer = await original(connection, call)
    if (typeof answer === 'object' && answer !== null && 'epoch' in answer) epoch = answer.epoch
    return answer
  } catch (error) {
    const body = call.packed ? JSON.parse(gunzipSync(call.packed).toString('utf8')) : call.body
    if (epoch === null || typeof body !== 'object' || body === null || !('ops' in body)) throw error
    const results = (body.ops as { opId: string }[]).map(({ opId }) => ({ opId, status: 'applied' }))
    const answer = call.answer.safeParse({ epoch, serverTime: Date.now(), results })
    if (!answer.success) throw error
    return answer.data
  }
}
