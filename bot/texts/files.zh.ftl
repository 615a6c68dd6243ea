## Files
file-reading = 正在读「{ $name }」……
file-which = 「{ $name }」要怎么用？
button-file-customers = 导入为客户表
button-file-material = 收为资料
material-new = 收下了「{ $name }」：{ $chunks } 段，现在就能问。
material-same = 「{ $name }」之前已经收过，没有变化。
import-ask = 把客户表（CSV、XLSX 或本系统导出的 JSON）直接发给我。
import-preview = 「{ $name }」共 { $rows } 行：可导入 { $new } 位，疑似已有 { $duplicates } 位，有问题 { $rejected } 行。
import-columns = 列的对应：{ $columns }
button-import-merge = 导入，重复的合并
button-import-skip = 导入，重复的跳过
import-done = 导入完成：新增 { $added } 位，合并 { $merged } 位，跳过 { $skipped } 位。
import-rejected = 有 { $count } 行没有导入，原因写在文件里，改好后可以再发给我。
import-gone = 这次导入已经处理过了，或文件已不在，请再发一次。
export-choose = 导出成哪种？
export-done = 客户资料，共 { $count } 位。请妥善保管。
export-empty = 还没有客户可以导出。
