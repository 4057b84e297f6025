import { Board } from '../../../features/deals/board.tsx';

const Page = () => <Board />;

export default Page;
