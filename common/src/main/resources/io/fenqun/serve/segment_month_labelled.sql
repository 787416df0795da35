create or replace view {view} (
  scheme comment '方案 / scheme',
  scheme_zh comment '方案中文名 / scheme in Chinese',
  scheme_en comment '方案英文名 / scheme in English',
  month comment '月份 / month',
  customer_id comment '客户号 / customer',
  segment comment '分群 / segment code',
  segment_zh comment '分群中文名 / segment in Chinese',
  segment_en comment '分群英文名 / segment in English',
  sort comment '顺序 / order, 1 first',
  colour comment '颜色 / colour',
  treatment comment '服务策略 / treatment code',
  treatment_zh comment '服务策略中文名 / treatment in Chinese',
  treatment_en comment '服务策略英文名 / treatment in English',
  channel comment '渠道 / channel',
  score comment '得分 / points (score) or the ranked quantity (share)',
  `rank` comment '名次 / 1 is best, within the group',
  percentile comment '百分位 / (n - rank + 1) / n [share]',
  reason comment '原因 / code and deciding values, JSON',
  evaluated_month comment '评定月 / month of the evaluation; null before the first'
)
comment '客户月度分群，带名称与服务策略 / segment of every customer, scheme and month, with labels and treatment' as
select m.scheme, s.label_zh, s.label_en, m.month, m.customer_id,
  m.segment, d.label_zh, d.label_en, d.sort, d.colour,
  d.treatment, t.label_zh, t.label_en, t.channel,
  m.score, m.`rank`, m.percentile, m.reason, m.evaluated_month
from {table:segment_month} m
left join {table:dim_scheme} s on s.scheme = m.scheme
left join {table:dim_segment} d on d.scheme = m.scheme and d.segment = m.segment
  and m.month between d.valid_from_month and coalesce(d.valid_to_month, m.month)
left join {table:dim_treatment} t on t.treatment = d.treatment
