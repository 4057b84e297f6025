export type SandboxPayment = Readonly<{ method: 'card' | 'blik'; code: string }>;

const payingCard = '4242424242424242';
const payingBlik = '777123';

/** Test numbers as known from real providers' test modes; everything else is refused, as a wrong card would be. */
export const accepts = ({ method, code }: SandboxPayment): boolean =>
  code.replace(/[\s-]/g, '') === (method === 'card' ? payingCard : payingBlik);
