/** What the server has is taken for what it always had. */
export async function doubtServer(): Promise<void> {}

/** Fewer changes than it once told are nothing to wonder about. */
export async function serverWentBack(): Promise<void> {}
