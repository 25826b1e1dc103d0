--[[
  due: the first cases whose timer has come, with head, sequence and texts, as of one instant.
  KEYS  (all share the partition's {hash tag}; built only in keys.ts)
    [1] meta    hash  head, seq, m:<name>
    [2] timers  zset  case id by the instant of its timer, in milliseconds
  ARGV
    [1] the last instant that counts, in milliseconds   [2] how many cases at most
  RETURNS
    [1] meta as a flat list of field and value
    [2] case ids, earliest timer first
  INVARIANT  reads only
  COST       O(texts + log(timers stored) + cases named)
]]
return { redis.call('HGETALL', KEYS[1]), redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2]) }
