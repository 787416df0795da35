create or replace view {view} ({commented:customer_month})
comment '最近发布月的客户月表 / customer_month of the last month published' as
select {columns:customer_month}
from {table:customer_month}
where month = {month}
