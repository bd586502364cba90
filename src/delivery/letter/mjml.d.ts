/** The part of mjml 5 that is used; the package brings no types of its own. */
declare module 'mjml' {
  interface Options {
    validationLevel: 'strict' | 'soft' | 'skip'
    keepComments: boolean
  }
  export default function mjml2html(source: string, options: Options): Promise<{ html: string }>
}
