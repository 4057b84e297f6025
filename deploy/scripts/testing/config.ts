/** What scripts under test inherit: where programs are, and nothing else of this process. */
export const scriptEnvironment = (): Record<string, string> => ({ PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C.UTF-8' });
