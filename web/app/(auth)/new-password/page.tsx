import { NewPassword } from '../../../features/auth/new-password.tsx';

const Page = () => <NewPassword />;

export default Page;
