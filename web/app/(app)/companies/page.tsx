import { Companies } from '../../../features/companies/companies.tsx';

const Page = () => <Companies />;

export default Page;
