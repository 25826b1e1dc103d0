--[[
  cases: the cases of some of the partition's case hashes, whole hashes only, together with head, sequence and texts, as of one instant.
  KEYS  (all share the partition's {hash tag}; built only in keys.ts)
    [1]    meta         hash  head, seq, m:<name>
    [2..]  case hashes  hash  case id -> bytes; the first may have been read in part before
  ARGV
    [1] how many cases are wanted at least, beside those of the first hash
  RETURNS
    [1]    meta as a flat list of field and value
    [2..]  for each hash, in the order of KEYS, a flat list of case id and bytes, in no order; ends behind the hash with which
           there were enough
  INVARIANT  reads only
  COST       O(texts + cases wanted + cases of two hashes)
]]
local wanted = tonumber(ARGV[1])
local out = { redis.call('HGETALL', KEYS[1]) }
local found = 0
for k = 2, #KEYS do
  out[k] = redis.call('HGETALL', KEYS[k])
  if k > 2 then found = found + #out[k] / 2 end
  if found >= wanted then break end
end
return out
