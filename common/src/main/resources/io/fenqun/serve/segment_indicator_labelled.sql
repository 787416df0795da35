create or replace view {view} (
  scheme comment '方案 / scheme',
  scheme_zh comment '方案中文名 / scheme in Chinese',
  scheme_en comment '方案英文名 / scheme in English',
  month comment '月份 / month',
  segment comment '分群 / segment code',
  segment_zh comment '分群中文名 / segment in Chinese',
  segment_en comment '分群英文名 / segment in English',
  sort comment '顺序 / order, 1 first',
  colour comment '颜色 / colour',
  indicator comment '指标 / indicator',
  indicator_zh comment '指标中文名 / indicator in Chinese',
  indicator_en comment '指标英文名 / indicator in English',
  indicator_sort comment '指标顺序 / order of the indicator, 1 first',
  value comment '指标值 / in the unit of the indicator, null where unknown',
  unit comment '单位 / unit'
)
comment '分群评价指标，带名称 / evaluation indicators of each segment, with labels' as
select v.scheme, s.label_zh, s.label_en, v.month,
  v.segment, d.label_zh, d.label_en, d.sort, d.colour,
  v.indicator, i.label_zh, i.label_en, i.sort, v.value, v.unit
from {table:segment_indicator_month} v
left join {table:dim_scheme} s on s.scheme = v.scheme
left join {table:dim_segment} d on d.scheme = v.scheme and d.segment = v.segment
  and v.month between d.valid_from_month and coalesce(d.valid_to_month, v.month)
left join {table:dim_indicator} i on i.indicator = v.indicator
