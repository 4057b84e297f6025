import { ReturnPage } from '../../../../../features/billing/return-page.tsx';

const Page = async ({ params }: Readonly<{ params: Promise<{ checkoutId: string }> }>) => {
  const { checkoutId } = await params;
  return <ReturnPage checkoutId={checkoutId} />;
};

export default Page;
