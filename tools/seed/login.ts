export type Login = Readonly<{ email: string; password: string }>;

/** Of the demo organization on a developer's machine. Shown at the end of `npm start`. */
export const demoLogin: Login = { email: 'demo@crm-gtd.local', password: 'Demo-organizacja-1' };
