import { redirect } from 'next/navigation';
import { ReturnPage } from '../../../../features/billing/return-page.tsx';

/** Where the provider sends the browser back to. */
const Page = async ({ searchParams }: Readonly<{ searchParams: Promise<{ checkout?: string }> }>) => {
  const { checkout } = await searchParams;
  return checkout ? <ReturnPage checkoutId={checkout} /> : redirect('/billing');
};

export default Page;
