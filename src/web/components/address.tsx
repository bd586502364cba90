/** A mail address that may be broken before its sign or after a point of its name, where a narrow column leaves no other way. */
export function Address({ address }: { address: string }) {
  const at = address.lastIndexOf('@')
  return (
    <>
      {address
        .slice(0, at)
        .split(/(?<=\.)/)
        .map((part, index) => (index === 0 ? part : [<wbr />, part]))}
      <wbr />
      {address.slice(at)}
    </>
  )
}
