# What the bot itself says, in English. The same keys as zh.ftl.

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

## Advice
advice-why = { $why }
advice-next = Next: { $next }
advice-for = { $customer } · { $topic }
advice-plain = Lines to send
advice-unsure = Which of these does the customer mean?
advice-no-play = I am not sure about this one; here is a safe line first.
advice-none = I have no fitting line yet. Tell me what matters to the customer, or add product and price.
advice-stated = Your “{ $facts }” is worked in; have one more look before you send.
model-worded = Reworded by the model; same facts, every figure checked.
model-failed = The model did not answer this time; the lines above stand.
model-rejected = The model's lines did not pass the check; the lines above stand.
button-first = Back to the first version
button-model = See the reworded one
button-copy = Copy { $number }
button-again = Another
button-softer = Softer
button-shorter = Shorter
button-bolder = Bolder
button-sources = Sources
button-supplement = Add product and price
button-back = Back
supplement-ask = Send what you know, for instance “在售A3，目录价3800，旧车抵300”.
supplement-placeholder = Model, price, trade-in …
small-talk = I am here. Send me what the customer just said, or ask about the material.
old-button = This button is too old. Please send the customer's words again.
no-more = You have had every line for this case. Add something about the customer and try again.

## Copy studio
copy-head = Copy
copy-ask-product = What is the copy for? Send a name such as “电动车”, with advantage and price if you like.
copy-ask-advantage = What is good about “{ $name }”? One clause, and only what is true.
copy-ask-audience = Who reads it, who uses it?
copy-ask-channel = Where will it stand?
copy-ask-price = What does it cost? Send a number.
copy-ask-market = And compared with the market?
copy-placeholder = One sentence will do
copy-family = for the family
copy-deserve = you deserve it
copy-driver = the benefit
copy-honest = plain words
copy-plain-cheap = “For the family” and “you deserve it” are for things of some hundreds of yuan above the market; at this price simply say what is good.
copy-plain-fair = It costs no more than others, so there is no guilt to remove; simply say what is good.
copy-plain-price = The price is unknown, so these are plain. Add a price; from some hundreds of yuan above the market there are two more ways.
copy-plain-company = For organisations no feelings, only the benefit and the next step.
copy-market-assumed = I took it to cost more than usual. If not, press “Price”.
copy-no-advantage = There is no advantage yet. Add a true one and the words get stronger.
copy-nothing = You have had every draft for this. Try another advantage or another place.
copy-stated = Advantage and price are as you stated and remembered; have one more look before you send.
button-copy-again = Another set
button-copy-shorter = Shorter
button-copy-product = Product
button-copy-advantage = Advantage
button-copy-audience = For whom
button-copy-channel = Where
button-copy-price = Price
button-copy-market = Market
button-copy-skip = Leave out
button-market-dear = Dearer than usual
button-market-fair = About the same
button-market-unknown = Do not know

## Quiz
quiz-title = Today { $number }/{ $count } · { $title }
quiz-multiple = (several answers; then press “Submit”)
quiz-true = True
quiz-false = False
quiz-right = Right.
quiz-wrong = The key: { $answer }
quiz-explain = Why: { $text }
quiz-contested = What we think: { $text }
quiz-source = Source: { $reference }
quiz-choose-first = Choose something first.
quiz-done = That was today's { $count }. See you tomorrow.
quiz-week = This week: { $answered } answered, { $right } right.
quiz-old = This question is not today's any more. Send /quiz for today's.
button-quiz-submit = Submit
button-quiz-next = Next

## One message for four ways of thinking
walk-title = The same message, four ways
walk-analyst = for analysts
walk-organiser = for organisers
walk-relator = for relators
walk-visionary = for visionaries
walk-short = There are not four ways to say this yet. Add something about the customer and try again.
button-walk = Four ways

## Answers from the material
answer-title = The material says:
answer-refused = The material does not have this.
answer-nearest = Near to it: { $topics }
answer-general = General sales knowledge, not your company's material
answer-no-documents = There is no material yet. Send me your files (txt, md, html, pdf, docx, pptx, xlsx, csv).
sources-title = Sources
sources-none = Nothing is quoted here.
source-card = Built-in play “{ $title }”
source-reference = Source: { $reference }

## Customers
customer-none = No customer “{ $name }”.
customer-none-hint = No customer “{ $name }”. Create one?
customer-several = There are several “{ $name }”. Which one?
customer-like = Nobody is called “{ $name }”. One of these?
customer-list = Recent customers
customer-list-empty = No customers yet. Send /new, or send me a customer table.
customer-pinned = Current customer: { $name }. I answer for this customer from now on.
customer-unpinned = All right, no current customer.
customer-ask-which = Which customer? A name, initials or the last digits of a phone will do.
customer-ask-placeholder = Name, initials or phone digits
card-phone = Phone
card-address = Address
card-company = Company
card-household = Family
card-roles = Who decides
card-personality = Getting along
card-tags = Tags
card-notes = Notes
card-purchases = Bought
card-touchpoints = Latest contacts
card-promises = Promised
card-opportunities = Opportunities
card-do-not-contact = Asked not to be contacted
card-has-say = has the say
button-behaviour = Behaviour
button-channels = Channels
behaviour-ask = What was { $name } like today? It is an observation of the day, not a verdict.
channels-title = Ways to { $name }; press to switch:
channel-allowed = may contact
channel-refused = do not contact
channel-phone = Phone
channel-sms = SMS
channel-wechat = WeChat
channel-telegram = Telegram
channel-email = E-mail
channel-visit = Visit
button-do-not-contact = Asked for no contact at all
button-contact-again = May be contacted again
button-household = Add to family: { $people }
household-saved = Family of { $name }: { $people }
advice-no-contact = This customer asked not to be contacted; only answer when they come to you.
button-pin = Make current
button-note = Note
button-forget = Erase
button-new-named = Create “{ $name }”
button-discreet = Cover
button-more = More
button-short = Less
button-full = Show all

new-ask = Tell me about the customer in one sentence, for instance “张大伯 13800000001 有个孙女小米 骑旧电动车”.
new-placeholder = Name, phone, family, situation
new-saved = Saved and made current.
new-nothing = I saw no name or phone. Once more?
new-same = Perhaps you have this customer already:
button-new-anyway = Another person, create
note-ask = What should I note for { $name }?
note-placeholder = One sentence
note-no-customer = Which customer? Send a name first, then the note.
note-saved = Noted ({ $name }).
note-confirm = Note this for { $name }?
    “{ $text }”
button-yes = Note it
button-no = No

forget-ask = Which customer should be erased?
forget-confirm =
    Erase “{ $name }” for good? Profile, { $purchases } purchases, { $touchpoints } contacts and { $promises } promises go; this cannot be undone.
button-forget-yes = Erase for good
forget-done = Erased.

## Files
file-reading = Reading “{ $name }” …
file-which = What is “{ $name }”?
button-file-customers = A customer table
button-file-material = Material
material-new = “{ $name }” is in: { $chunks } passages, ready for questions.
material-same = “{ $name }” was here already, unchanged.
docs-title = Material ({ $count })
docs-line = { $title } ({ $chunks } passages)
import-ask = Send me the table (CSV, XLSX, or JSON exported from here).
import-preview = “{ $name }” has { $rows } rows: { $new } to import, { $duplicates } perhaps known, { $rejected } with problems.
import-columns = Columns: { $columns }
button-import-merge = Import, merge known ones
button-import-skip = Import, skip known ones
import-done = Imported: { $added } new, { $merged } merged, { $skipped } skipped.
import-rejected = { $count } rows were left out; the file says why. Mend it and send it again.
import-gone = This import is done already, or its file is gone. Please send it again.
export-choose = In which form?
export-done = Customers: { $count }. Please keep this safe.
export-empty = There are no customers to export.

## Invites and members
invite-role = Invite as what?
role-salesperson = salesperson
role-manager = manager
role-admin = admin
members-title = Members of “{ $team }”
button-remove = Remove { $name }

## What went wrong
empty-text = I see no text. Just send me what the customer said.
only-emoji = I cannot read a lone emoji. Add the customer's words.
too-long = That is very long; I read the first eight thousand characters.
unsupported-voice = I cannot hear voice notes yet (that needs a language model). Please type it in a sentence.
unsupported-photo = I cannot see pictures yet (that needs a language model). Please type or copy the words.
unsupported-other = I cannot use this kind of message. Please send the customer's words as text.
unknown-command = There is no such command. /help says what there is.
not-found = Not found; it may have been erased.
conflict = Somebody else has just changed this. Please look again and retry.
failed = That did not work. What you sent is kept, nothing is lost. Please try again later.
refused-encrypted = “{ $name }” has a password. Please remove it and send it again.
refused-scanned_only = “{ $name }” is a scan without text. Please send a version with text.
refused-broken = “{ $name }” is damaged and cannot be opened.
refused-too_big = “{ $name }” is too big; 20 MB at most.
refused-bomb = “{ $name }” unpacks to an abnormal size and was not opened.
refused-not_what_it_says = The content of “{ $name }” does not match its name; it was not opened.
refused-empty = “{ $name }” is empty.
refused-unsupported = “{ $name }” has a format I cannot use. Try txt, md, html, pdf, docx, pptx, xlsx or csv.
refused-too_many_pages = “{ $name }” has too many pages. Please split it.
refused-timeout = Reading “{ $name }” took too long. Please make it smaller.
refused-macros = “{ $name }” holds macros and was not opened. Please save it without them.
refused-other = “{ $name }” cannot be used: { $reason }
persona-stranger = Passer-by
persona-not-in = not a member
backup_unreadable = This file is no backup.
backup_damaged = The backup is damaged; nothing was restored.
target_not_empty = There is data already. Add --force to overwrite it.
file-missing = There is no “{ $name }”.
bad_case = “{ $name }” is no evaluation case.
bad-field = The content of “{ $field }” is wrong. Please check it.
export-form = There is no form “{ $form }”; choose from: { $forms }.
no-salesperson = There is no colleague “{ $name }”. There are: { $names }
several-salespeople = Several colleagues are called “{ $name }”: { $names }
newer_format = “{ $name }” was exported by a newer version; please update first.
webapp = Jinju

## Relations and ages
relation-spouse = spouse
relation-child = child
relation-son = son
relation-daughter = daughter
relation-grandchild = grandchild
relation-grandson = grandson
relation-granddaughter = granddaughter
relation-parent = parent
relation-father = father
relation-mother = mother
relation-sibling = sibling
relation-companion = companion
relation-other = family
age-infant = infant
age-preschool = preschooler
age-school = schoolchild
age-teen = teenager
age-adult = adult
age-senior = senior

## The funnel
command-pipeline = Opportunities
pipeline-title = Opportunities
pipeline-empty = No opportunities yet. Find a customer first, then press "New opportunity".
pipeline-forecast = Weighted forecast { $amount } (of which { $closed } closed this month)
pipeline-range = { $share } likely between { $low } and { $high }; { $deals } open, { $amount } in all
pipeline-unpriced = { $count } without an amount are not counted
pipeline-target-met = The target is reached.
pipeline-cover-enough = { $gap } to the target; open deals are { $ratio } times that, enough
pipeline-cover-missing = { $gap } to the target; open deals are only { $ratio } times that, { $missing } more are needed
pipeline-bad-target = Give the target as a number, for instance /pipeline 50000.
pipeline-week = Last 7 days: { $opened } new, { $won } won ({ $amount }), { $lost } lost
pipeline-week-before = 7 days before: { $opened } new, { $won } won ({ $amount }), { $lost } lost
pipeline-outside = { $count } sales this month came from outside the funnel, { $amount }
pipeline-stuck = { $count } have not moved for days
pipeline-no-next-step = { $count } have no next step
pipeline-overdue = { $count } are past their expected day
pipeline-stage = { $stage } ({ $rate }) { $count }
stage-lead_in = Lead
stage-contacted = Contacted
stage-need_confirmed = Need confirmed
stage-proposal = Proposal made
stage-negotiation = Negotiating
stage-commitment = Said yes
deal-stage = { $stage } · win rate { $rate } · { $amount }
deal-won = Won · { $amount }
deal-lost = Lost · { $amount }
deal-expected = Expected on { $day }
deal-next = Next step: { $next }
deal-next-none = none yet
deal-stuck = No movement for { $days } days
deal-no-next-step = No next step for { $days } days
deal-overdue = { $days } days past the expected day
deal-no-amount-yet = no amount yet
deal-no-amount = Fill in the amount first, then record the sale.
deal-closed = This opportunity is closed.
deal-nothing = I could not read the opportunity. Try "A3 e-bike 3800".
deal-bad-amount = Give the amount as a number, for instance 3800.
deal-no-customer = Find the customer first (send the name), then press "New opportunity".
deal-new-ask = What is the opportunity with { $name }, and about how much? For instance "A3 e-bike 3800".
deal-new-placeholder = thing amount
deal-next-ask = What was agreed next? The more concrete the better: "test ride on Saturday morning".
deal-amount-ask = About how much? For instance 3800.
deal-placeholder = one sentence will do
deal-win-confirm = "{ $title }" with { $name } is won, { $amount }? It becomes a purchase.
deal-lose-why = "{ $title }" is lost. What was the main reason?
button-deal-new = + New opportunity
button-deal-won = Won
button-deal-won-yes = Yes, won
button-deal-lost = Lost
button-deal-reopen = Take up again
button-deal-next = Next step
button-deal-amount = Amount
button-deal-customer = Customer
reason-rival = A rival
reason-price = Price
reason-influence = People around
reason-complaint = Complaint badly handled
reason-neglected = Needs not cared for
reason-lost_contact = Lost contact
reason-other = Something else

# --- what was asked and not found ---
command-asked = Questions without an answer
asked-none = No question is waiting for an answer.
asked-title = Asked, but not in the material
asked-line = { $number }. { $question } (asked { $times } times)
button-asked-write = { $number } Answer
button-asked-drop = { $number } Not needed
asked-write = What is the answer to “{ $question }”? Send it as text; from then on it is used.
asked-placeholder = Write the answer
asked-done = Saved; it is found from now on.
asked-dropped = Fine, this question will not come up again.
answer-empty = That answer is too short; a little more, please.
answer-long = That answer is too long, at most { $limit } characters; send longer ones as a file.
validity-order = The last day of “{ $name }” is before its first; please correct it.
document-several = There is more than one document called “{ $name }”; use the id: { $ids }

## Value and the day
command-value = How much care a customer is worth
command-today = Whom to contact first today
value-title = { $name } · how to see and treat
value-kind = Investment
value-quadrant = Dealing
value-stage = Stage
value-phase = Relationship
value-tier = Tier
value-churn = Risk of leaving
value-money = Value ({ $sure })
value-historical = so far about { $amount }
value-current = ahead about { $amount } (cost to serve taken off)
value-potential = could add about { $amount } a year
value-gap = { $share } of similar customers buy { $category }, this one does not
value-perceived = Perceived value { $value } ({ $sure } of it observed)
value-level = Level of contact
value-tie = Tie to build next
value-loyalty = Loyalty
value-pruning = Keep or let go
value-runs-out = { $product } lasts until about { $day } ({ $reason })
value-changed = Changed since the last look: { $names }
value-no-customer = Find the customer first (send the name), then /value.
button-value = Value
button-reasons = Reasons
button-survey = Ask how it feels
button-skip = Skip
button-survey-end = Enough for now
survey-question = Question { $number } of { $total }
survey-scale = 1 very dissatisfied, 5 very satisfied
survey-done = Noted, thank you.
today-title = Contact these { $count } first today
today-empty = Nothing pressing today. Pick somebody you have not talked to for long and say hello.
today-no-line = Say it in your own words.
today-contacted = Contacted. { $reason }
button-contacted = Contacted
button-today = Today's list
