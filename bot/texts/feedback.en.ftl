## What became of the lines
feedback-kept = Noted
dislike-stiff = Too stiff
dislike-unfitting = Doesn't fit
dislike-wrong = Not true
dislike-other = Other
outcome-replied = They replied
outcome-won = They bought
outcome-silent = No reply
button-share = Share
tone-warm = warm
tone-direct = straight
tone-expert = facts
tone-light = light
