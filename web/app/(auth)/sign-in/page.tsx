import { SignIn } from '../../../features/auth/sign-in.tsx';

const Page = () => <SignIn />;

export default Page;
