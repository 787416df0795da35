create or replace view {view} (
  scheme comment '方案 / scheme',
  scheme_zh comment '方案中文名 / scheme in Chinese',
  scheme_en comment '方案英文名 / scheme in English',
  base_month comment '基准月 / base month',
  level comment '等级 / segment at the base month, ALL for all',
  level_zh comment '等级中文名 / level in Chinese',
  level_en comment '等级英文名 / level in English',
  sort comment '顺序，ALL 为 0 / order, ALL is 0',
  colour comment '颜色 / colour',
  n comment '连续不达标月数 / months below standard before',
  at_risk comment '基数 / customers at n [count]',
  rolled comment '继续不达标 / below standard again [count]',
  cured comment '恢复达标 / back above standard [count]',
  rolled_left comment '其中已离开 / of the rolled: have left [count]',
  at_risk_amount comment '基数金额 / value of the month before [money]',
  rolled_amount comment '继续不达标金额 / value of the month before [money]',
  cured_amount comment '恢复达标金额 / value of the month before [money]',
  rate comment '滚动率 / rolled / at_risk [rate]',
  rate_low comment '滚动率下限（Wilson） / lower limit of rate (Wilson) [rate]',
  rate_high comment '滚动率上限（Wilson） / upper limit of rate (Wilson) [rate]',
  cure_rate comment '恢复率 / cured / at_risk, null at n = 0 [rate]'
)
comment '滚动率曲线，带名称 / roll and cure rates over all months of a base month, with labels' as
select r.scheme, s.label_zh, s.label_en, r.base_month, r.level,
  if(r.level = 'ALL', '全部', d.label_zh) as level_zh,
  if(r.level = 'ALL', 'all', d.label_en) as level_en,
  if(r.level = 'ALL', 0, d.sort) as sort,
  d.colour, r.n, r.at_risk, r.rolled, r.cured, r.rolled_left,
  r.at_risk_amount, r.rolled_amount, r.cured_amount,
  r.rate, r.rate_low, r.rate_high, r.cure_rate
from {table:roll_rate_curve} r
left join {table:dim_scheme} s on s.scheme = r.scheme
left join {table:dim_segment} d on d.scheme = r.scheme and d.segment = r.level
  and r.base_month between d.valid_from_month and coalesce(d.valid_to_month, r.base_month)
