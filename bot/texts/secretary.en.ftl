## Secretary mode
command-secretary = Secretary mode
secretary-title = Secretary mode
secretary-consent =
    You connected me to your own account.

    Once on, I read what customers write to you. When there is something to answer, two drafts appear here, and nothing is sent before you tap “Send”.
    I do not read groups or what you write yourself.
secretary-none =
    I am not connected to your account yet.

    How to: Telegram Settings → Telegram Business → Chatbots, enter my username and tick “Reply to messages”.
secretary-is-on = On: drafts for what customers write appear here, sent only on your tap.
secretary-is-off = Off: I do not read what customers write to you.
secretary-privacy =
    I only see the one-to-one chats you connected, and stay silent when there is nothing to answer.
    Voice notes and pictures are read only with a language model; the files are not kept.
    Words a customer deletes disappear here too. Deleting a customer deletes the drafts about them.
    Switch it off here at any time, or for a single customer.
secretary-from = { $name } wrote
secretary-edited = Ready. Send it to { $name }?
secretary-edit-ask = Type what you want to say; I show it to you before sending.
secretary-edit-placeholder = Your own words…
secretary-sent = Sent to { $name }:
secretary-dropped = Not sent.
secretary-answered = You answered { $name } yourself.
secretary-deleted = { $name } deleted the message.
secretary-muted = OK, no more drafts for { $name }. Switch them on again in /secretary.
secretary-who = Which customer is “{ $name }”? Choose once, I remember.
secretary-refused-done = That one was dealt with already; nothing was sent twice.
secretary-refused-disconnected = The account is not connected or switched off; nothing was sent. Copy the line, or switch it on in /secretary.
secretary-refused-no_right = Telegram did not give me the right to reply; nothing was sent. Tick it in Settings → Chatbots.
secretary-refused-too_late = More than 24 hours since the customer wrote: Telegram does not let me send any more. Please copy the line.
secretary-failed = That one did not go out: Telegram refused it. Please copy the line and send it yourself.
secretary-gone = Disconnected. I no longer see your chats.
button-send = Send { $number }
button-edit-line = Edit
button-not-this = No
button-who = Who is this?
button-mute = Not for this one
button-secretary-on = Switch on
button-secretary-off = Switch off
button-not-now = Not now
button-unmute = Drafts for everyone again
secretary-unread-voice = { $name } sent a voice note. { $why }
secretary-unread-picture = { $name } sent a picture. { $why }
