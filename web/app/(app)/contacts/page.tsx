import { Contacts } from '../../../features/contacts/contacts.tsx';

const Page = () => <Contacts />;

export default Page;
