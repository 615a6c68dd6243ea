## First steps
start =
    { $name }, send me what the customer just said and you get lines you can send at once.

    Try it, press this one:
start-sample = 客户说：修一修还能用，新的太贵了
help =
    Send me the customer's words (you may open with “customer says”): you get two lines to send, the reason and the next step.
    Put what you know (model, price, trade-in) in a sentence of its own and I work it in.

    Look up: send a name, pinyin initials or the last digits of a phone
    Go on: “他还是说太贵”, “softer”, “shorter”, “what if his wife is there?”
    Copy: “卖电动车，帮我写条朋友圈”, or /copy
    Ask the material: just ask
    Note: “记一下 …”
    Files: send me documents or a customer table

    Commands
    /new customer  /c look up  /note note
    /copy write copy  /quiz three questions a day
    /list recent customers  /unpin let go of the current one
    /today whom to contact first  /value where a customer stands
    /pipeline opportunities  /records records, reports, hand-over
    /promises what you promised  /remind reminders
    /winback whom to win back  /digest morning digest and quiet hours
    /pipeline opportunities
    /docs material  /import  /export
    /forget erase a customer  /invite a colleague  /cancel
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
