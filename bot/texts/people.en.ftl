## Being let in
stranger = This is a team's sales assistant. To join, please ask an admin for an invite link.
group-private = I show no customer data in groups. Please write to me privately.
group-hello = I am Jinju. In groups I only answer from the material; for customers write to me privately.
invite-made = Here is an invite, good for seven days and for one person:
    { $link }
    Forward it to your new colleague.
invite-bad = This invite no longer works (used or expired). Please ask for a new one.
welcome-joined = Welcome to “{ $team }”, { $name }.
not-allowed = A manager or an admin has to do this.
removed = { $name } has left the team and sees nothing any more.

## Invites and members
invite-role = Invite as what?
role-salesperson = salesperson
role-manager = manager
role-admin = admin
members-title = Members of “{ $team }”
button-remove = Remove { $name }
