--[[
  changed: which counter buckets were written after a sequence, with head, sequence and texts, as of one instant.
  KEYS  (all share the partition's {hash tag}; built only in keys.ts)
    [1] meta     hash  head, seq, m:<name>
    [2] changed  zset  bucket name by the sequence of the commit that wrote it last
  ARGV
    [1] the sequence, as text; 0 = all buckets
  RETURNS
    [1] meta as a flat list of field and value
    [2] bucket names
  INVARIANT  reads only
  COST       O(texts + log(buckets) + buckets named)
]]
return { redis.call('HGETALL', KEYS[1]), redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. ARGV[1], '+inf') }
