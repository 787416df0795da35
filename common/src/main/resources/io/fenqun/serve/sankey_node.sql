create or replace view {view} (
  scheme comment '方案 / scheme',
  month comment '迁入月 / month moved to',
  side comment '侧：from 为上月，to 为本月 / from is the month before, to is the month',
  node comment '节点，两侧不重名 / node, named differently on both sides',
  node_zh comment '节点中文名 / node in Chinese',
  node_en comment '节点英文名 / node in English',
  segment comment '分群或状态 / segment or state',
  sort comment '顺序 / order, 1 first',
  colour comment '颜色 / colour',
  customers comment '客户数 / customers [count]',
  amount comment '价值：from 侧为上月，to 侧为本月 / value, of the month of its side [money]'
)
comment '桑基图节点：相邻两月，不分组 / nodes of a sankey chart: a segment or state on one side of two adjoining months' as
select m.scheme, m.month, m.side,
  concat(m.segment, if(m.side = 'from', ' (t)', ' (t+1)')) as node,
  concat(d.label_zh, if(m.side = 'from', ' (t)', ' (t+1)')) as node_zh,
  concat(d.label_en, if(m.side = 'from', ' (t)', ' (t+1)')) as node_en,
  m.segment, d.sort, d.colour, m.customers, m.amount
from (
  select scheme, month, 'from' as side, from_segment as segment, sum(customers) as customers, sum(amount_from) as amount
  from {table:transition_month}
  where horizon_months = 1 and group_by = 'ALL'
  group by scheme, month, from_segment
  union all
  select scheme, month, 'to', to_segment, sum(customers), sum(amount_to)
  from {table:transition_month}
  where horizon_months = 1 and group_by = 'ALL'
  group by scheme, month, to_segment
) m
left join {table:dim_segment} d on d.scheme = m.scheme and d.segment = m.segment
  and m.month between d.valid_from_month and coalesce(d.valid_to_month, m.month)
