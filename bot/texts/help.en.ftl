## Help by topic
help =
    Send or forward me what the customer said, word for word: you get two lines to send at once.
    Send a name to look somebody up; ask me anything about your material.

    Press the sample to try it, or pick a topic:
button-help-lines = Lines
button-help-customers = Customers
button-help-offers = Offers
button-help-material = Material
button-help-day = Every day
button-help-copy = Copy, quiz
button-help-team = Team
button-help-privacy = Privacy
button-help-back = Back

help-lines-title = Lines to send
help-lines =
    Forward the customer's message, or type “客户说：再便宜点”. Several forwards in a row count as one case.
    Put what you know (model, price, trade-in) in a sentence of its own and I work it in.

    Go on: “他还是说太贵”, “shorter”, “what if his wife is there?”
    For another line, a softer or a shorter one, press the buttons below the lines.

    In any other chat, type @ and my name, then “太贵了”: tap a line and it is sent.
    I understand voice notes and pictures once a language model is connected.
    /secretary drafts replies for your own account; they go out only when you tap
help-customers-title = Customers
help-customers =
    Look up: send a name, pinyin initials or the last digits of a phone
    Create: /new, one sentence is enough
    Note: “记一下 …”
    Contact cards and forwarded chats find their customer, too.

    /list recent customers  /unpin let go of the current one
    /value how much care a customer is worth  /pipeline opportunities
    /import a customer table  /export
help-offers-title = Offers
help-offers =
    /offer works out at most three offers for the current customer from your own catalogue
    Or say it: “他想要便宜点的宽带加手机”
    When a customer asks for the price, the advice names what you can quote now
    Tap Use in /offer to note what the customer uses: offers fit better
    A little more off: within your limit at once, beyond it your manager decides on your reason
    Quotation makes a PDF you can send
    /catalog shows products, campaigns and what came of offers

help-material-title = Material
help-material =
    Send me manuals, price lists and policies as files and I read them.
    Then ask as you would ask a colleague: “电池保修多久”. Press the sources button to see the passage.
    When the material does not say, I tell you so.

    /docs what there is, and newer versions
help-day-title = Every day
help-day =
    /today whom to contact first, with a line ready
    /promises what you promised, with a reminder when it is due
    /remind reminders, such as “明天下午三点提醒我给张大伯回话”
    /winback customers to win back
    /digest morning digest, quiet hours, time zone
    /settings tone, how many lines, covered cards
help-copy-title = Copy and quiz
help-copy =
    Write copy: “卖电动车，帮我写条朋友圈”, or /copy
    Posts, text messages and personal notes, each ready to be copied.

    /quiz three questions a day to practise
help-team-title = Team
help-team =
    /team the team's week: use, frequent objections, promises kept
    /members who is on the team; remove people there
    /invite a colleague, by a link that works once
    /records reports, duplicates, hand-over
    /catalog products and campaigns
    /asked questions without an answer: answer once, everybody has it
help-privacy-title = Privacy
help-privacy =
    Customers stay in the team's own database, you see only yours, and in groups I never speak about them.
    With a customer beside you, press “Cover” on the card: phone, amounts and notes are hidden.
    When a language model is connected, a manager may keep customer records from it.

    /forget erases a customer with all records
    /secretary switches secretary mode off at any time
    /cancel drops what is going on
