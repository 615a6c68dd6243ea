## Files
file-reading = Reading “{ $name }” …
file-which = What is “{ $name }”?
button-file-customers = A customer table
button-file-material = Material
material-new = “{ $name }” is in: { $chunks } passages, ready for questions.
material-same = “{ $name }” was here already, unchanged.
import-ask = Send me the table (CSV, XLSX, or JSON exported from here).
import-preview = “{ $name }” has { $rows } rows: { $new } to import, { $duplicates } perhaps known, { $rejected } with problems.
import-columns = Columns: { $columns }
button-import-merge = Import, merge known ones
button-import-skip = Import, skip known ones
import-done = Imported: { $added } new, { $merged } merged, { $skipped } skipped.
import-rejected = { $count } rows were left out; the file says why. Mend it and send it again.
import-gone = This import is done already, or its file is gone. Please send it again.
export-choose = In which form?
export-done = Customers: { $count }. Please keep this safe.
export-empty = There are no customers to export.
