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
  treatment comment '服务策略 / treatment code',
  treatment_zh comment '服务策略中文名 / treatment in Chinese',
  treatment_en comment '服务策略英文名 / treatment in English',
  channel comment '渠道 / channel',
  customers comment '客户数 / customers [count]',
  customer_share comment '客户占比 / share of the population [share]',
  expected_customer_share comment '预期客户占比 / expected share of customers [share]',
  value comment '价值 / value [money]',
  value_share comment '价值占比 / share of the value of the population [share]',
  expected_value_share comment '预期价值占比 / expected share of value [share]',
  entered comment '进入 / in the segment now and not last month [count]',
  `left` comment '离开 / in the segment last month and not now [count]',
  stayed comment '留存 / in the segment in both months [count]'
)
comment '分群概况，带名称与服务策略 / size and value of each segment, with labels and treatment' as
select p.scheme, s.label_zh, s.label_en, p.month,
  p.segment, d.label_zh, d.label_en, d.sort, d.colour,
  d.treatment, t.label_zh, t.label_en, t.channel,
  p.customers, p.customer_share, p.expected_customer_share,
  p.value, p.value_share, p.expected_value_share, p.entered, p.`left`, p.stayed
from {table:segment_profile} p
left join {table:dim_scheme} s on s.scheme = p.scheme
left join {table:dim_segment} d on d.scheme = p.scheme and d.segment = p.segment
  and p.month between d.valid_from_month and coalesce(d.valid_to_month, p.month)
left join {table:dim_treatment} t on t.treatment = d.treatment
