/** The only reading of the environment by the code that migrates: whom Prisma's command line connects as. */
export const migrateUrl = (): string | undefined => process.env.MIGRATE_DATABASE_URL;

/** What a child process of ours inherits. */
export const childEnvironment = (extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({ ...process.env, ...extra });
