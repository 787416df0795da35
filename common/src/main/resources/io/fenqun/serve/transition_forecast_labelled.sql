create or replace view {view} (
  scheme comment '方案 / scheme',
  scheme_zh comment '方案中文名 / scheme in Chinese',
  scheme_en comment '方案英文名 / scheme in English',
  month comment '月份 / month whose customers are forecast',
  horizon_months comment '预测月数 / months on',
  target_month comment '目标月 / the month that is forecast',
  segment comment '分群 / segment code, or LEFT',
  segment_zh comment '分群中文名 / segment in Chinese',
  segment_en comment '分群英文名 / segment in English',
  sort comment '顺序 / order, 1 first',
  colour comment '颜色 / colour',
  cohort_customers comment '总客户数 / customers of the month [count]',
  customers comment '现客户数 / of them in the segment now [count]',
  expected comment '预测客户数 / of them in the segment then; null where the reason says why [count]',
  expected_low comment '预测下限 / lower limit of their number [count]',
  expected_high comment '预测上限 / upper limit of their number [count]',
  happened comment '实际客户数 / of them in the segment then, as it came; null while it is not known [count]',
  reason comment '原因 / why there is no number'
)
comment '分群预测，带名称与实际结果 / where the customers of the month will be, with labels and what happened' as
select f.scheme, s.label_zh, s.label_en, f.month, f.horizon_months, f.target_month,
  f.segment, d.label_zh, d.label_en, d.sort, d.colour,
  f.cohort_customers, f.customers, f.expected, f.expected_low, f.expected_high, b.customers, f.reason
from {table:transition_forecast} f
left join {table:forecast_backtest} b on b.scheme = f.scheme and b.month = f.target_month
  and b.horizon_months = f.horizon_months and b.segment = f.segment
left join {table:dim_scheme} s on s.scheme = f.scheme
left join {table:dim_segment} d on d.scheme = f.scheme and d.segment = f.segment
  and f.month between d.valid_from_month and coalesce(d.valid_to_month, f.month)
