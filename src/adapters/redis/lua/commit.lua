--[[
  commit: apply one commit of one partition, or nothing.
  KEYS  (all share the partition's {hash tag}; built only in keys.ts)
    [1]      meta     hash  head -> id of the last commit; seq -> commits so far; m:<name> -> text of the partition
    [2]      changed  zset  bucket name by the sequence of the commit that wrote it last
    [3]      timers   zset  case id by the instant of its timer, in milliseconds
    [4]      outbox   hash  alert id -> record
    [5..]    B counter buckets  hash  counter name -> integer; a missing counter is 0
    then     D counter buckets to drop
    then     C case hashes      hash  case id -> bytes
    then     X indexes          zset  rows, all with score 0
  ARGV
    [1] head this commit was computed on ('' = none yet)   [2] head after it
    [3] M texts   [4] B counter buckets   [5] D dropped buckets   [6] C case hashes
    [7] T timers set   [8] R timers removed   [9] O outbox entries   [10] X indexes
    then M times: m:<name>, text
    then B times: bucket name, n, then n times: counter name, delta
    then D times: bucket name
    then C times: n, then n times: case id, bytes
    then T times: instant, case id; then R times: case id; no case is named twice
    then O times: alert id, record
    then X times: a, r, then a times: 0, row that comes; then r times: row that goes; no row is named twice
        Numbers travel as text: a Lua number is a double and prints 14 digits only.
  RETURNS (commit-outcome.ts mirrors these)
     1 APPLIED
     2 REPLAYED   already at the new head: an earlier try landed, its answer was lost; nothing written
    -1 FENCED     another head: another owner was here, or the store fell back; nothing written
    -2 MALFORMED  a delta or an instant is no integer, a score is not 0, or the counts do not fit the arguments; nothing written
  INVARIANT  every refusal precedes the first write: Redis does not roll a script back.
             Left after it: WRONGTYPE and int64 overflow, both programming errors. OOM, MISCONF and NOREPLICAS
             can only meet the first write, and then nothing was written.
             A counter at 0 does not exist; a bucket whose counters all became 0 stays in `changed`.
  COST       O(texts + deltas + cases + entries + timers * log(timers stored) + rows * log(rows stored)); no call takes more than 2000 of them (Lua's unpack is limited)
]]
local head = redis.call('HGET', KEYS[1], 'head') or ''
if head == ARGV[2] then return 2 end
if head ~= ARGV[1] then return -1 end

local texts, buckets, drops, hashes = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local timers, removals, entries = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local indexes = tonumber(ARGV[10])
local textsAt = 11
local bucketsAt = textsAt + 2 * texts
local at = bucketsAt
for _ = 1, buckets do
  local last = at + 1 + 2 * (tonumber(ARGV[at + 1]) or #ARGV)
  if last > #ARGV then return -2 end
  for i = at + 3, last, 2 do
    if not string.find(ARGV[i], '^%-?%d+$') then return -2 end
  end
  at = last + 1
end
local dropsAt = at
local casesAt = dropsAt + drops
at = casesAt
for _ = 1, hashes do at = at + 1 + 2 * (tonumber(ARGV[at]) or #ARGV) end
local timersAt = at
local removalsAt = timersAt + 2 * timers
local outboxAt = removalsAt + removals
local rowsAt = outboxAt + 2 * entries
at = rowsAt
for _ = 1, indexes do
  local removedAt = at + 2 + 2 * (tonumber(ARGV[at]) or #ARGV)
  for i = at + 2, math.min(removedAt, #ARGV) - 1, 2 do
    if ARGV[i] ~= '0' then return -2 end
  end
  at = removedAt + (tonumber(ARGV[at + 1]) or #ARGV)
end
if at ~= #ARGV + 1 or #KEYS ~= 4 + buckets + drops + hashes + indexes then return -2 end
for i = timersAt, removalsAt - 1, 2 do
  if not string.find(ARGV[i], '^%-?%d+$') then return -2 end
end

local function call(command, key, from, to)
  for first = from, to, 2000 do
    redis.call(command, key, unpack(ARGV, first, math.min(first + 1999, to)))
  end
end

-- First of all writes: without memory this one is refused, while UNLINK would be let through and all behind it.
local sequence = string.format('%.0f', redis.call('HINCRBY', KEYS[1], 'seq', 1))

for i = 1, drops do redis.call('UNLINK', KEYS[4 + buckets + i]) end
call('ZREM', KEYS[2], dropsAt, casesAt - 1)

at = bucketsAt
for b = 1, buckets do
  local key = KEYS[4 + b]
  redis.call('ZADD', KEYS[2], sequence, ARGV[at])
  local last = at + 1 + 2 * tonumber(ARGV[at + 1])
  for i = at + 2, last, 2 do
    if redis.call('HINCRBY', key, ARGV[i], ARGV[i + 1]) == 0 then redis.call('HDEL', key, ARGV[i]) end
  end
  at = last + 1
end

at = casesAt
for c = 1, hashes do
  local last = at + 2 * tonumber(ARGV[at])
  call('HSET', KEYS[4 + buckets + drops + c], at + 1, last)
  at = last + 1
end

call('ZADD', KEYS[3], timersAt, removalsAt - 1)
call('ZREM', KEYS[3], removalsAt, outboxAt - 1)
call('HSET', KEYS[4], outboxAt, rowsAt - 1)

at = rowsAt
for x = 1, indexes do
  local key = KEYS[4 + buckets + drops + hashes + x]
  local removedAt = at + 2 + 2 * tonumber(ARGV[at])
  local nextAt = removedAt + tonumber(ARGV[at + 1])
  call('ZADD', key, at + 2, removedAt - 1)
  call('ZREM', key, removedAt, nextAt - 1)
  at = nextAt
end

call('HSET', KEYS[1], textsAt, bucketsAt - 1)
redis.call('HSET', KEYS[1], 'head', ARGV[2])
return 1
