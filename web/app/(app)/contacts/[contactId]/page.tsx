import { ContactPage } from '../../../../features/contacts/contact-page.tsx';

const Page = async ({ params }: Readonly<{ params: Promise<{ contactId: string }> }>) => {
  const { contactId } = await params;
  return <ContactPage contactId={contactId} />;
};

export default Page;
