"""What every storey stands on: diary, actions, clock, tokens, files, throttle, ids."""
