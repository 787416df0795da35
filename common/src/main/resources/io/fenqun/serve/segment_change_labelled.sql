create or replace view {view} (
  scheme comment '方案 / scheme',
  scheme_zh comment '方案中文名 / scheme in Chinese',
  scheme_en comment '方案英文名 / scheme in English',
  month comment '月份 / month; against the one before as it was reported',
  segment comment '分群 / segment code',
  segment_zh comment '分群中文名 / segment in Chinese; null where the pack has it no more',
  segment_en comment '分群英文名 / segment in English; null where the pack has it no more',
  sort comment '顺序 / order, 1 first',
  colour comment '颜色 / colour',
  part comment '成因 / RESTATED, DEFINITION, ENTRY_EXIT, OTHERS or OWN',
  part_zh comment '成因中文名 / part in Chinese',
  part_en comment '成因英文名 / part in English',
  part_sort comment '成因顺序 / order in which the parts are taken, 1 first',
  customers comment '客户数变动 / customers gained; lost where negative [count]',
  value comment '价值变动 / money gained; lost where negative [money]'
)
comment '分群变动分解，带名称 / why segments are of another size than a month before, with labels' as
select c.scheme, s.label_zh, s.label_en, c.month,
  c.segment, d.label_zh, d.label_en, d.sort, d.colour,
  c.part, p.zh, p.en, p.sort, c.customers, c.value
from {table:segment_change} c
left join {table:dim_scheme} s on s.scheme = c.scheme
left join {table:dim_segment} d on d.scheme = c.scheme and d.segment = c.segment
  and c.month between d.valid_from_month and coalesce(d.valid_to_month, c.month)
left join (values
  ('RESTATED', '数据更正', 'restated data', 1),
  ('DEFINITION', '定义变化', 'changed definition', 2),
  ('ENTRY_EXIT', '进入与离开', 'entry and exit', 3),
  ('OTHERS', '他人变动', 'movement of others', 4),
  ('OWN', '自身变动', 'own behaviour', 5)
) as p(part, zh, en, sort) on p.part = c.part
