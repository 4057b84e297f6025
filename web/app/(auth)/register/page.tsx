import { Register } from '../../../features/auth/register.tsx';

const Page = () => <Register />;

export default Page;
