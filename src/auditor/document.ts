/** A report as text with places: what every file format is read into. */

export interface Paragraph {
  readonly kind: 'paragraph';
  /** 1-based: the line of a text, Markdown or HTML file; of a DOCX, which has no lines, the paragraph or table row. */
  readonly line: number;
  readonly text: string;
}

export interface Cell {
  readonly line: number;
  /** Where its text begins in the line, from 0; 0 in HTML and DOCX, where a cell has no place in a line. */
  readonly from: number;
  readonly text: string;
}

export interface Table {
  readonly kind: 'table';
  /** The first row is the header; a cell that spans several is repeated. */
  readonly rows: readonly (readonly Cell[])[];
}

export type Block = Paragraph | Table;
