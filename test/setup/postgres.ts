/** Started once for all test files. */
export default function setup(): void {}
