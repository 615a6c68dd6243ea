## First steps
start =
    { $name }, send me what the customer just said and you get lines you can send at once.

    Try it, press this one:
start-sample = 客户说：修一修还能用，新的太贵了
cancelled = All right, dropped.
nothing-to-cancel = There is nothing going on.

command-start = Start
command-help = How it works
command-new = New customer
command-c = Look up a customer
command-note = Note for the current customer
command-list = Recent customers
command-unpin = Let go of the current customer
command-copy = Write copy
command-quiz = Three questions a day
command-docs = The material
command-import = Import customers
command-export = Export customers
command-forget = Erase a customer
command-invite = Invite a colleague
command-members = Team members
command-cancel = Cancel what is going on
