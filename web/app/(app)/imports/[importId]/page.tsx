import { ImportPage } from '../../../../features/imports/import-page.tsx';

const Page = async ({ params }: Readonly<{ params: Promise<{ importId: string }> }>) => {
  const { importId } = await params;
  return <ImportPage importId={importId} />;
};

export default Page;
