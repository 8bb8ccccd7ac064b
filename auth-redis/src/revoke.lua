-- Stores a cut. The later cut and the longer life count, so that no revocation is weakened.
-- KEYS[1]: the hashed name. ARGV: the cut, the end of the life ('' for none), the caller's clock;
-- the two times in seconds.
local cut = ARGV[1]
local old = redis.call('GET', KEYS[1])
if old then
  if not old:find('^' .. string.rep('%d', 20) .. '$') or old > '18446744073709551615' then
    return redis.error_reply('ERR unknown value')
  end
  if old > cut then cut = old end
end
local left = redis.call('PTTL', KEYS[1])
if ARGV[2] == '' or left == -1 then
  redis.call('SET', KEYS[1], cut)
else
  -- A clock that is fast would shorten the life: the slower of both counts. An end in the past may
  -- be an error of both.
  local slow = math.min(tonumber(redis.call('TIME')[1]), tonumber(ARGV[3]))
  local life = math.max(tonumber(ARGV[2]) - slow, 300) * 1000
  redis.call('SET', KEYS[1], cut, 'PX', string.format('%.0f', math.max(life, left)))
end
return redis.status_reply('OK')
