--[[
  outbox: entries of one partition's outbox, with head, sequence and texts, as of one instant.
  KEYS  (all share the partition's {hash tag}; built only in keys.ts)
    [1] meta    hash  head, seq, m:<name>
    [2] outbox  hash  alert id -> record
  ARGV
    [1] how many entries at most
  RETURNS
    [1] meta as a flat list of field and value
    [2] entries as a flat list of alert id and record, in no order; each once
  INVARIANT  reads only
  COST       O(texts + entries named); a hash that lost most of its entries at once costs more until Redis shrinks it
]]
local limit = tonumber(ARGV[1])
local out, seen, count, cursor = {}, {}, 0, '0'
while count < limit do
  local step = redis.call('HSCAN', KEYS[2], cursor, 'COUNT', math.min(limit - count, 1000))
  local found = step[2]
  for i = 1, #found, 2 do
    -- A small hash comes whole whatever COUNT says, and a growing one may name an entry twice.
    if count < limit and not seen[found[i]] then
      seen[found[i]] = true
      count = count + 1
      out[2 * count - 1], out[2 * count] = found[i], found[i + 1]
    end
  end
  cursor = step[1]
  if cursor == '0' then break end
end
return { redis.call('HGETALL', KEYS[1]), out }
