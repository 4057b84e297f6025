export type MonolithSettings = Readonly<{ clientFile: string; databaseUrl: string; jwtSecret: string; maxConnections: number }>;
