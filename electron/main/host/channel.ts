import type { FromHost, ToHost } from '#shared/contract/channel.ts'

/** The wire to one running data host. What kind of process it is stays hidden behind it. */
export interface Channel {
  readonly post: (message: ToHost) => void
  readonly onMessage: (listener: (message: FromHost) => void) => void
  /** Called once when the process is gone, with its exit code where there is one. */
  readonly onExit: (listener: (code: number | null) => void) => void
  readonly onOutput: (listener: (line: string) => void) => void
  readonly kill: () => void
}
