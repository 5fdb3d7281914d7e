import { openSnapshot as original } from '../../../electron/data/sync/http-stream.ts'

export const openSnapshot: typeof original = async (connection, path) => {
  const snapshot = await original(connection, path)
  return { ...snapshot, head: { ...snapshot.head, pin: snapshot.head.pin + 1 } }
}
