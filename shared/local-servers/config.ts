/** The only reading of the environment by the code that starts servers: where programs are looked for. */
export function searchPath(): string[] {
  return (process.env.PATH ?? '').split(':').filter((folder) => folder !== '');
}
