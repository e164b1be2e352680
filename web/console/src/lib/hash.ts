/** A content's hash as people compare it: its first twelve digits, without the name of the algorithm. */
export function shortHash(hash: unknown): string {
  return String(hash).replace(/^sha256:/, '').slice(0, 12)
}
