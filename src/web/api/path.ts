/** Where the API lives; a change that breaks callers gets a new number. */
export const API_PATH = '/api/v1'
