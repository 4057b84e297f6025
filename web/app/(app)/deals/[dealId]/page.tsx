import { DealPage } from '../../../../features/deals/deal-page.tsx';

const Page = async ({ params }: Readonly<{ params: Promise<{ dealId: string }> }>) => {
  const { dealId } = await params;
  return <DealPage dealId={dealId} />;
};

export default Page;
