create or replace view {view} (
  scheme comment '方案 / scheme',
  month comment '迁入月 / month moved to',
  source comment '起点节点 / node that the move leaves',
  target comment '终点节点 / node that the move reaches',
  source_zh comment '起点中文名 / source in Chinese',
  target_zh comment '终点中文名 / target in Chinese',
  source_en comment '起点英文名 / source in English',
  target_en comment '终点英文名 / target in English',
  from_segment comment '原分群 / segment before, ENTERED or RETURNED',
  to_segment comment '现分群 / segment now, or LEFT',
  colour comment '起点颜色 / colour of the source',
  customers comment '客户数 / customers [count]',
  amount_from comment '原价值 / value in the month before [money]',
  amount_to comment '现价值 / value in the month [money]',
  rate comment '迁移率 / customers of the source that moved so [rate]',
  is_small comment '样本过小 / few customers in the source'
)
comment '桑基图连线：相邻两月，不分组 / links of a sankey chart: the moves between two adjoining months' as
select m.scheme, m.month,
  concat(m.from_segment, ' (t)') as source, concat(m.to_segment, ' (t+1)') as target,
  concat(f.label_zh, ' (t)') as source_zh, concat(t.label_zh, ' (t+1)') as target_zh,
  concat(f.label_en, ' (t)') as source_en, concat(t.label_en, ' (t+1)') as target_en,
  m.from_segment, m.to_segment, f.colour,
  m.customers, m.amount_from, m.amount_to, m.rate, m.is_small
from {table:transition_month} m
left join {table:dim_segment} f on f.scheme = m.scheme and f.segment = m.from_segment
  and m.month between f.valid_from_month and coalesce(f.valid_to_month, m.month)
left join {table:dim_segment} t on t.scheme = m.scheme and t.segment = m.to_segment
  and m.month between t.valid_from_month and coalesce(t.valid_to_month, m.month)
where m.horizon_months = 1 and m.group_by = 'ALL'
