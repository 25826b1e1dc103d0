/** The page: A4 for print, a sheet on a quiet ground on a screen. No script, nothing fetched. */
export const style = `
:root { --red: #c8102e; --ink: #16202a; --soft: #55636f; --line: #c9d1d8; --rule: #dfe4e8; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: #eef1f4; color: var(--ink); font-size: 16px; line-height: 1.85;
  font-family: "FangSong_GB2312", "仿宋_GB2312", "FangSong", "STFangsong", "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", serif;
}
main { max-width: 210mm; margin: 24px auto; padding: 22mm 24mm 20mm; background: #fff; box-shadow: 0 1px 6px rgb(22 32 42 / .16); }
header { text-align: center; }
.series {
  margin: 0; color: var(--red); font-size: 40px; line-height: 1.3; letter-spacing: .18em; font-weight: 700;
  font-family: "FZXiaoBiaoSong-B05S", "方正小标宋简体", "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", serif;
}
.issue { margin: 10px 0 0; display: flex; justify-content: space-between; border-bottom: 3px solid var(--red); padding-bottom: 8px; font-size: 15px; }
h1 {
  margin: 30px 0 14px; font-size: 25px; line-height: 1.5; text-wrap: balance;
  font-family: "FZXiaoBiaoSong-B05S", "方正小标宋简体", "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", serif;
}
header p.series { text-align: center; text-indent: .18em; }
.unbroken { white-space: nowrap; }
h2 { margin: 26px 0 8px; font-size: 18px; break-after: avoid; font-family: "SimHei", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
h3 { margin: 18px 0 6px; font-size: 16px; break-after: avoid; font-family: "KaiTi_GB2312", "KaiTi", "STKaiti", "Noto Serif CJK SC", serif; }
p { margin: 0 0 6px; text-align: justify; text-indent: 2em; orphans: 3; widows: 3; }
p.addressee, p.note, p.small, p.closing { text-indent: 0; }
p.note { color: var(--soft); font-size: 13px; line-height: 1.6; margin: 6px 0 14px; }
p.small { margin-top: 22px; padding-top: 8px; border-top: 1px solid var(--line); color: var(--soft); font-size: 12px; line-height: 1.6; text-align: left; overflow-wrap: anywhere; }
p.author { color: var(--soft); }
p.closing { text-align: right; padding-right: 2em; }
ul.marks { list-style: none; margin: 0 auto 18px; padding: 0; display: flex; flex-wrap: wrap; gap: 6px 10px; justify-content: center; }
ul.marks li { border: 1px solid var(--red); color: var(--red); border-radius: 3px; padding: 1px 10px; font-size: 13px; line-height: 1.6; }
b.figure { font-weight: 600; font-family: "Times New Roman", "Noto Serif CJK SC", "SimSun", serif; font-variant-numeric: lining-nums; white-space: nowrap; }
table { width: 100%; border-collapse: collapse; margin: 8px 0; font-size: 14px; line-height: 1.5; font-variant-numeric: tabular-nums; }
table { border-top: 2px solid var(--ink); border-bottom: 2px solid var(--ink); }
thead { display: table-header-group; }
th { font-weight: 600; text-align: center; padding: 6px 8px; border-bottom: 1px solid var(--ink); }
td { padding: 5px 8px; border-bottom: 1px solid var(--rule); text-align: left; }
td.n { text-align: right; white-space: nowrap; font-family: "Times New Roman", "Noto Serif CJK SC", "SimSun", serif; }
td.s { white-space: nowrap; }
th.n { text-align: right; }
tr { break-inside: avoid; }
tr.total td { font-weight: 700; border-top: 1px solid var(--ink); }
tr.rest td { color: var(--soft); }
table.wide { font-size: 12.5px; }
table.wide th, table.wide td { padding: 3px 5px; }
figure { margin: 14px 0 18px; break-inside: avoid; }
figure svg { display: block; width: 100%; height: auto; }
figcaption { text-align: center; font-size: 13px; color: var(--soft); margin-bottom: 4px; }
section.annex { margin-top: 40px; }
section.annex h2 { text-align: center; }
@page { size: A4; margin: 25mm 24mm 22mm; @bottom-center { content: "— " counter(page) " —"; font-size: 12px; } }
@page annex { size: A4 landscape; margin: 18mm 18mm 16mm; }
@media print {
  body { background: none; font-size: 12pt; }
  main { max-width: none; margin: 0; padding: 0; box-shadow: none; }
  section.annex { page: annex; break-before: page; margin: 0; }
  table, table.wide { font-size: 9.5pt; }
}
@media (max-width: 720px) {
  main { margin: 0; padding: 20px 16px; box-shadow: none; }
  .series { font-size: 28px; }
  .scroll { overflow-x: auto; }
}
`;
