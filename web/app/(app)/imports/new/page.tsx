import { Upload } from '../../../../features/imports/upload.tsx';

const Page = () => <Upload />;

export default Page;
