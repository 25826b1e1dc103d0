--[[
  rows: the first rows of an index between two texts, with head, sequence and texts, as of one instant.
  KEYS  (all share the partition's {hash tag}; built only in keys.ts)
    [1] meta  hash  head, seq, m:<name>
    [2] rows  zset  the rows of one index, all with score 0
  ARGV
    [1] lower end, as ZRANGEBYLEX reads it   [2] upper end   [3] how many rows at most
  RETURNS
    [1] meta as a flat list of field and value
    [2] rows, in the order of their bytes
  INVARIANT  reads only
  COST       O(texts + log(rows stored) + rows named)
]]
local rows = redis.call('ZRANGEBYLEX', KEYS[2], ARGV[1], ARGV[2], 'LIMIT', 0, ARGV[3])
return { redis.call('HGETALL', KEYS[1]), rows }
