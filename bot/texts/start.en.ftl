## First steps
start =
    { $name }, forward, paste or type what a customer just said, and you get replies you can send as they are.

    Try one, press here:
start-sample = Customer said: the old one still works, a new one is too expensive
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

button-start-customers = Bring my customers
start-customers-title = How customers come in
start-customers =
    • Contacts: tap the paper clip, choose “Contact”, send it to me and the customer is made.
    • A table: send me an Excel or CSV file; you see a preview before anything is saved.
    • One sentence: “new customer Mrs Wang 13800000000 likes tea”.

    No hurry: any time will do, and I work without customers, too.
