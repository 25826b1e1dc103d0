--[[
  read: counters of several buckets of one partition together with its head, sequence and texts, as of one instant.
  KEYS  (all share the partition's {hash tag}; built only in keys.ts)
    [1]    meta             hash  head, seq, m:<name>
    [2..]  counter buckets  hash  counter name -> integer
  ARGV
    none
  RETURNS
    [1]    meta as a flat list of field and value
    [2..]  each bucket as a flat list of counter name and integer (as text), in the order of KEYS; empty = no such bucket
  INVARIANT  reads only
  COST       O(texts + counters in the buckets)
]]
local out = {}
for k = 1, #KEYS do out[k] = redis.call('HGETALL', KEYS[k]) end
return out
