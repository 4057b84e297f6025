import { Imports } from '../../../features/imports/imports.tsx';

const Page = () => <Imports />;

export default Page;
