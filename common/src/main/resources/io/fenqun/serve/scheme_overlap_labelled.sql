create or replace view {view} (
  month comment '月份 / month',
  scheme_a comment '方案甲 / scheme, the first of the two by name',
  scheme_a_zh comment '方案甲中文名 / scheme_a in Chinese',
  scheme_a_en comment '方案甲英文名 / scheme_a in English',
  segment_a comment '分群甲 / its segment',
  segment_a_zh comment '分群甲中文名 / segment_a in Chinese',
  segment_a_en comment '分群甲英文名 / segment_a in English',
  sort_a comment '分群甲顺序 / order of segment_a, 1 first',
  scheme_b comment '方案乙 / the other scheme',
  scheme_b_zh comment '方案乙中文名 / scheme_b in Chinese',
  scheme_b_en comment '方案乙英文名 / scheme_b in English',
  segment_b comment '分群乙 / its segment',
  segment_b_zh comment '分群乙中文名 / segment_b in Chinese',
  segment_b_en comment '分群乙英文名 / segment_b in English',
  sort_b comment '分群乙顺序 / order of segment_b, 1 first',
  customers comment '客户数 / customers in both segments [count]',
  base_share comment '占全体比例 / share of the base of the month [share]',
  share_of_a comment '占分群甲比例 / share of the customers of segment_a [share]',
  share_of_b comment '占分群乙比例 / share of the customers of segment_b [share]',
  lift comment '提升度 / customers against those of independent schemes: 1 is no connection [ratio]',
  value comment '价值 / value of the pack [money]',
  value_share comment '价值占比 / share of the value of the base [share]'
)
comment '方案交叉，带名称 / who is in a segment of one scheme and one of another, with labels' as
select o.month,
  o.scheme_a, sa.label_zh, sa.label_en, o.segment_a, da.label_zh, da.label_en, da.sort,
  o.scheme_b, sb.label_zh, sb.label_en, o.segment_b, db.label_zh, db.label_en, db.sort,
  o.customers, o.base_share, o.share_of_a, o.share_of_b, o.lift, o.value, o.value_share
from {table:scheme_overlap} o
left join {table:dim_scheme} sa on sa.scheme = o.scheme_a
left join {table:dim_scheme} sb on sb.scheme = o.scheme_b
left join {table:dim_segment} da on da.scheme = o.scheme_a and da.segment = o.segment_a
  and o.month between da.valid_from_month and coalesce(da.valid_to_month, o.month)
left join {table:dim_segment} db on db.scheme = o.scheme_b and db.segment = o.segment_b
  and o.month between db.valid_from_month and coalesce(db.valid_to_month, o.month)
