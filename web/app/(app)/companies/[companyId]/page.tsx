import { CompanyPage } from '../../../../features/companies/company-page.tsx';

const Page = async ({ params }: Readonly<{ params: Promise<{ companyId: string }> }>) => {
  const { companyId } = await params;
  return <CompanyPage companyId={companyId} />;
};

export default Page;
