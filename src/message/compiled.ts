/**
 * A file of the compiled program beside the one that asks: threads run compiled code also where the program is run from source.
 * (It lies in this room because the rooms that start threads may all know this one, and this one knows no other.)
 * @param here `import.meta.url` of the file that asks
 * @param name without its ending
 */
export function compiledBeside(here: string, name: string): URL {
  return new URL(`${name}.js`, here.replace(/\/src\/(?!.*\/src\/)(?=.*\.ts$)/, '/dist/src/'))
}
