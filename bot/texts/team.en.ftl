## The manager's page
command-team = The team's week
team-title = The team, last { $days } days
team-asked = Asked { $asked } times, { $unanswered } not in the material
team-person = 　{ $name }: { $asked }
team-objections = Heard most: { $named }
team-lines = Lines: { $sent } sent, 👍 { $liked }, 👎 { $disliked }
team-outcomes = Outcome: { $replied } replied, { $won } bought, { $silent } silent
team-liked = Worked best: { $named }
team-model = Model calls today: { $calls } (no prices set)
team-model-cost = Model calls today: { $calls }, cost { $cost }
team-model-about = Model calls today: { $calls }, cost about { $cost } (partly estimated from length)
team-waiting = Questions waiting for you ({ $count })
button-members = Members
