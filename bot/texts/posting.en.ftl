## The team's page, and the day's list sent to each
comma = , {""}
team-promises = Promises: { $kept } kept, { $due } to come, { $overdue } overdue
team-approve = Answers to approve ({ $count })
team-ledger = The team’s promises
team-post = Send everybody their list
posted = Today’s lists went privately to { $names }.
posted-nobody = Nobody on the team can receive a list yet.
posted-missing = Not reached: { $names }. They have not opened me yet, or blocked me. Ask them to open me and press Start.
posted-to-you = Your list for today is in our private chat.
posted-by = { $name } asks you to look at today’s list:
