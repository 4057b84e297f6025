/** Roles belong to the whole server: whatever shares the servers of a test run gives them the same passwords. */
export const testRolePassword = 'test';
