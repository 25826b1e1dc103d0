/** Of the program: what `pulse --version` and the metrics say. */
export const version = '0.1.0';
