import { describe, expect, it } from 'vitest';
import { parseNotebook } from './notebook.ts';
import { isConsole, kindOf, looksLikeText } from './preview.ts';
import { fieldsOf, loadCode, parseModelFile } from './signature.ts';
import { filterRows, tableOf } from './table.ts';
import { diffLines, hunks } from './textdiff.ts';

describe('kinds of files', () => {
  it('come from their names', () => {
    expect(
      [
        'a/b.PNG',
        'x.csv',
        'd.parquet',
        'model/MLmodel',
        'a.ipynb',
        'r.html',
        'w.safetensors',
        'Dockerfile',
      ].map(kindOf),
    ).toEqual(['image', 'csv', 'table', 'yaml', 'notebook', 'html', 'binary', 'text']);
  });
  it('bytes that are no text are found out', () => {
    expect(looksLikeText('hello\n')).toBe(true);
    expect(looksLikeText('PK\u0003\u0004\u0000\u0000')).toBe(false);
  });
  it('console files go by the names people give them', () => {
    expect(
      ['output.log', 'logs/worker-3.txt', 'console.log', 'notes.txt', 'a/b/output.log'].map(
        isConsole,
      ),
    ).toEqual([true, true, true, false, false]);
  });
});

describe('tables', () => {
  it('are read in the split orientation of log_table, with images', () => {
    const image = { type: 'image', filepath: 'a.png', compressed_filepath: 'a.webp' };
    const t = tableOf(
      {
        columns: ['q', 'n', 'i'],
        data: [
          ['a', 1, image],
          ['b', null, { x: 1 }],
        ],
      },
      1,
    );
    expect(t).toEqual({
      columns: ['q', 'n', 'i'],
      rows: [['a', 1, { image: 'a.png', thumbnail: 'a.webp' }]],
      total: 2,
    });
    expect(tableOf({ columns: ['a'], data: 'no' }, 5)).toBeNull();
  });
  it('are read of records', () => {
    expect(tableOf([{ a: 1 }, { a: 2, b: 'x' }], 10)?.rows).toEqual([
      [1, null],
      [2, 'x'],
    ]);
    expect(tableOf([1, 2], 10)).toBeNull();
    expect(tableOf([], 10)).toBeNull();
  });
  it('filter by all words', () => {
    expect(
      filterRows(
        [
          ['Red', 1],
          ['red hot', 2],
        ],
        'HOT red',
      ),
    ).toEqual([['red hot', 2]]);
  });
});

describe('notebooks', () => {
  it('keep their cells and what those put out', () => {
    const book = parseNotebook(
      JSON.stringify({
        nbformat: 4,
        metadata: { kernelspec: { language: 'R' } },
        cells: [
          { cell_type: 'markdown', source: ['# a\n', 'b'] },
          {
            cell_type: 'code',
            execution_count: 3,
            source: 'x',
            outputs: [
              { output_type: 'stream', name: 'stdout', text: ['1\n', '2'] },
              { output_type: 'display_data', data: { 'image/png': 'aGk=\n', 'text/plain': 'fig' } },
              {
                output_type: 'error',
                ename: 'E',
                evalue: 'v',
                traceback: ['\u001b[31mE\u001b[0m: v'],
              },
            ],
          },
        ],
      }),
    );
    expect(book.language).toBe('R');
    expect(book.cells[0]?.source).toBe('# a\nb');
    expect(book.cells[1]?.outputs).toEqual([
      { kind: 'text', text: '1\n2', error: false },
      { kind: 'image', type: 'image/png', data: 'aGk=' },
      { kind: 'text', text: 'E: v', error: true },
    ]);
    expect(() => parseNotebook('{}')).toThrow('no Jupyter notebook');
  });
});

describe('MLmodel files', () => {
  const text = [
    'flavors:',
    '  python_function:',
    '    loader_module: mlflow.sklearn',
    '  sklearn:',
    '    sklearn_version: 1.9.1',
    'mlflow_version: 3.17.2',
    'model_size_bytes: 900',
    'signature:',
    `  inputs: '[{"type": "double", "name": "a", "required": true}, {"type": "array", "items": {"type": "long"},`,
    `    "name": "b", "required": false}]'`,
    `  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}]'`,
  ].join('\n');
  it('say flavours and signature', () => {
    const m = parseModelFile(text);
    expect(m.flavours.map((f) => f.name)).toEqual(['python_function', 'sklearn']);
    expect(m.inputs).toEqual([
      { name: 'a', type: 'double', required: true },
      { name: 'b', type: 'array of long', required: false },
    ]);
    expect(m.outputs[0]?.type).toBe('tensor int64 [-1]');
    expect(m.size).toBe(900);
    expect(() => parseModelFile('just text')).toThrow('no mapping');
    expect(fieldsOf('not json')).toEqual([]);
  });
  it('say how the model is loaded', () => {
    expect(loadCode('runs:/1/model', ['python_function', 'sklearn'])).toContain(
      'mlflow.sklearn.load_model("runs:/1/model")',
    );
  });
});

describe('text differences', () => {
  it('are the fewest lines between equal ends', () => {
    const d = diffLines('a\nb\nc\nd', 'a\nx\nc\nd\ne');
    expect(d.map((l) => `${l.kind[0]}${l.text}`)).toEqual(['sa', 'rb', 'ax', 'sc', 'sd', 'ae']);
    expect(d.map((l) => [l.before, l.after]).at(-1)).toEqual([null, 5]);
    expect(diffLines('', '')).toEqual([]);
  });
  it('fold what is the same', () => {
    const many = Array.from({ length: 20 }, (_, i) => String(i));
    const changed = many.map((l, i) => (i === 10 ? 'new' : l));
    const h = hunks(diffLines(many.join('\n'), changed.join('\n')), 1);
    expect(h.map((l) => l?.text ?? '…')).toEqual(
      ['…', '9', '10', 'new', '11', '…'].filter((_, i) => i > 0 || true),
    );
  });
});
