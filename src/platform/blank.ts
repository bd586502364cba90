/** Whether nothing of a text can be seen: blanks, and signs without width or picture, which come along with what is pasted. */
export function isBlank(text: string): boolean {
  return !/[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(text)
}
