import { openSnapshot as original, type ReceivedChunk } from '../../../electron/data/sync/http-stream.ts'

async function* untilItBreaks(chunks: AsyncIterable<ReceivedChunk>): AsyncGenerator<ReceivedChunk> {
  try {
    yield* chunks
  } catch {}
}

export const openSnapshot: typeof original = async (connection, path) => {
  const { head, chunks } = await original(connection, path)
  return { head, chunks: untilItBreaks(chunks) }
}
