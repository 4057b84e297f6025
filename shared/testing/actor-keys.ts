import { generateKeyPairSync } from 'node:crypto';

export type ActorKeys = Readonly<{ publicKeys: string; privateKeyOf(service: string): string }>;

const services = ['gateway', 'crm', 'gtd', 'ai', 'voice', 'billing'];

/** A key pair per service, made for one test run. */
export const makeActorKeys = (): ActorKeys => {
  const pairs = new Map(
    services.map((name) => {
      const { publicKey, privateKey } = generateKeyPairSync('ed25519');
      const pem = (text: string | Buffer): string => Buffer.from(text).toString('base64');
      return [
        name,
        {
          publicKey: pem(publicKey.export({ type: 'spki', format: 'pem' })),
          privateKey: pem(privateKey.export({ type: 'pkcs8', format: 'pem' })),
        },
      ] as const;
    }),
  );
  return {
    publicKeys: JSON.stringify(Object.fromEntries([...pairs].map(([name, { publicKey }]) => [name, publicKey]))),
    privateKeyOf: (service) => pairs.get(service)?.privateKey ?? '',
  };
};
