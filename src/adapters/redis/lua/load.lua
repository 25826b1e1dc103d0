--[[
  load: cases of one partition together with its head, sequence and texts, as of one instant.
  KEYS  (all share the partition's {hash tag}; built only in keys.ts)
    [1]    meta         hash  head, seq, m:<name>
    [2..]  case hashes  hash  case id -> bytes
  ARGV
    for each case hash: n, then n case ids
  RETURNS
    [1]    meta as a flat list of field and value
    [2..]  lists of values, in the order of the ids, at most 2000 a list; nil = unknown case
  INVARIANT  reads only
  COST       O(texts + cases asked for)
]]
local out = { redis.call('HGETALL', KEYS[1]) }
local at = 1
for k = 2, #KEYS do
  local last = at + tonumber(ARGV[at])
  for first = at + 1, last, 2000 do
    out[#out + 1] = redis.call('HMGET', KEYS[k], unpack(ARGV, first, math.min(first + 1999, last)))
  end
  at = last + 1
end
return out
