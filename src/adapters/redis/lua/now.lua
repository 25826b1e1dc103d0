--[[
  now: the clock of the server that holds a key. A plain TIME goes to any node of a cluster, and their clocks differ.
  KEYS
    [1] any key of the node that is asked; not read
  ARGV
    none
  RETURNS
    [1] seconds since 1970, as text   [2] microseconds within that second, as text
  INVARIANT  reads only
  COST       O(1)
]]
return redis.call('TIME')
