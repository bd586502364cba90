/** The fields of a page's form as it shows them: what a browser would send back unchanged. */
export function blanksIn(html: string, action: string): URLSearchParams {
  const forms = [...html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)]
  const form = forms.find(([, attributes = '']) => attribute(attributes, 'action') === action)?.[2]
  if (form === undefined) throw new Error(`there is no form that goes to ${action}`)
  const fields = new URLSearchParams()
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const isUnticked = tag.includes('type="checkbox"') && !tag.includes('checked')
    if (!isUnticked) fields.append(attribute(tag, 'name'), attribute(tag, 'value'))
  }
  for (const [, opening = '', options = ''] of form.matchAll(/(<select[^>]*>)([\s\S]*?)<\/select>/g)) {
    const chosen = /<option[^>]*selected[^>]*>/.exec(options)?.[0] ?? /<option[^>]*>/.exec(options)?.[0] ?? ''
    fields.append(attribute(opening, 'name'), attribute(chosen, 'value'))
  }
  for (const [, opening = '', text = ''] of form.matchAll(/(<textarea[^>]*>)([\s\S]*?)<\/textarea>/g))
    fields.append(attribute(opening, 'name'), unescaped(text))
  return fields
}

export function attribute(tag: string, name: string): string {
  return unescaped(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
}

export function unescaped(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
