import { SandboxCheckout } from '../../../../features/billing/sandbox-checkout.tsx';

const Page = async ({ params }: Readonly<{ params: Promise<{ checkoutId: string }> }>) => {
  const { checkoutId } = await params;
  return <SandboxCheckout checkoutId={checkoutId} />;
};

export default Page;
