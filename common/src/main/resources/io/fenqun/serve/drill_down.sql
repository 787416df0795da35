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
  dimension comment '维度：customer_month 的文本列，ALL 为不分 / dimension: a text column of customer_month, ALL for none',
  dimension_zh comment '维度中文名 / dimension in Chinese',
  dimension_en comment '维度英文名 / dimension in English',
  dimension_value comment '维度值 / value of the dimension',
  dimension_value_zh comment '维度值中文名 / value of the dimension in Chinese',
  dimension_value_en comment '维度值英文名 / value of the dimension in English',
  customers comment '客户数 / customers [count]',
  value comment '价值（客户月表的 value） / value, as in customer_month [money]'
)
comment '下钻：分群按另一维度拆分，维度是 customer_month 的文本特征与其他方案；每个维度各自合计为全体 / drill-down: a segment split by one dimension, a text feature of customer_month or another scheme; each dimension alone adds up to all customers' as
select c.scheme, s.label_zh, s.label_en, c.month,
  c.segment, d.label_zh, d.label_en, d.sort, d.colour,
  c.dimension,
  if(c.dimension = 'ALL', '全部', coalesce(g.label_zh, f.label_zh)) as dimension_zh,
  if(c.dimension = 'ALL', 'all', coalesce(g.label_en, f.label_en)) as dimension_en,
  c.dimension_value,
  if(c.dimension = 'ALL', '全部', coalesce(v.label_zh, c.dimension_value)) as dimension_value_zh,
  if(c.dimension = 'ALL', 'all', coalesce(v.label_en, c.dimension_value)) as dimension_value_en,
  c.customers, c.value
from (
  select m.scheme, m.month, m.segment, w.dimension, w.dimension_value, count(*) as customers, sum(w.value) as value
  from {table:segment_month} m
  join (
    select month, customer_id, value, stack({dimensions:customer_month}) as (dimension, dimension_value)
    from {table:customer_month}
  ) w on w.month = m.month and w.customer_id = m.customer_id
  where w.dimension <> m.scheme
  group by m.scheme, m.month, m.segment, w.dimension, w.dimension_value
) c
left join {table:dim_scheme} s on s.scheme = c.scheme
left join {table:dim_segment} d on d.scheme = c.scheme and d.segment = c.segment
  and c.month between d.valid_from_month and coalesce(d.valid_to_month, c.month)
left join {table:dim_scheme} g on g.scheme = c.dimension
left join {table:dim_segment} v on v.scheme = c.dimension and v.segment = c.dimension_value
  and c.month between v.valid_from_month and coalesce(v.valid_to_month, c.month)
left join {table:dim_feature} f on f.feature = c.dimension
