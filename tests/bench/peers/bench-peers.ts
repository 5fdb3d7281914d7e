export async function benchPeers(_folder: string): Promise<Readonly<Record<string, unknown>>> {
  return {}
}
