## What the model did today and how often it may be asked
button-model-use = Model use
model-use-title = Model use today
model-use-none = Not used yet today.
model-use-team = Team: { $calls } calls, { $spent }
model-use-person = 　{ $name }: { $calls } calls, { $spent }
model-use-left = Somebody who left
model-use-unpriced = no prices set
model-use-cost = cost { $cost }
model-use-about = cost about { $cost }
model-use-limits = At most { $seller } calls a day each, { $team } for the team
model-use-then = After that you still get lines, only without the model's polish until midnight. Tap a number to change a limit.
button-model-seller = Each { $count }
button-model-team = Team { $count }
button-model-reset = Back to default ({ $seller } / { $team })
model-use-off = No language model is connected, so there is nothing to show.
