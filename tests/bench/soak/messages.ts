/** What the processes of the soak tell each other. */
export type SoakServerMessage =
  | { readonly type: 'ready'; readonly url: string; readonly teams: readonly SoakTeam[] }
  | { readonly type: 'at' }
  | {
      readonly type: 'state'
      /** Checksum and number of every scope, as the server keeps them. */
      readonly scopes: Readonly<Record<string, { readonly seq: number; readonly checksum: string }>>
      readonly rssMiB: number
    }

export type SoakServerOrder =
  /** Sets the server's clock. */
  { readonly type: 'clock'; readonly now: number } | { readonly type: 'state' } | { readonly type: 'stop' }

/** A unit with a library of its own, and the laptops of its one user. */
export interface SoakTeam {
  readonly unitId: string
  readonly userId: string
  readonly laptops: readonly {
    readonly device: string
    readonly incarnation: string
    readonly token: string
  }[]
}
