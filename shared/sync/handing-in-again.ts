/**
 * Milliseconds for which a laptop keeps what the server acknowledged, to hand it in again should the server be set back
 * (sync.md 1): 45 days. So long the others, and the server, wait for what only it may still have.
 */
export const handInAgainMs = 45 * 86_400_000
