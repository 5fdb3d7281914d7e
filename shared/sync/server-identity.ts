/** Who the server itself is in the records and operations it writes. */
export const serverIdentity = '00000000-0000-7000-8000-000000000001'
