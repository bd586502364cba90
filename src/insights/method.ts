/** Of the methods by which numbers are stored: raised whenever one would come out otherwise. */
export const METHOD_VERSION = 2
