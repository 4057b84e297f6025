import { redirect } from 'next/navigation';

const Home = (): never => redirect('/today');

export default Home;
