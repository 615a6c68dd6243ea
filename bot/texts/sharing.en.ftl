## A colleague's customer
shared-colleagues = A colleague looks after this customer; the lines are general. Your manager can hand them over.
button-shared-ask = Ask the manager
shared-asking = { $asker } got a message from { $customer } and would like to take over. { $owner } looks after them now.
button-shared-give = See the story, give to { $name }
button-shared-stay = Leave it as it is
shared-asked = Your manager has been asked; you will hear from me.
shared-no-manager = No manager of your team uses Jinju yet; please tell them in person.
shared-yours = This is your customer already.
shared-stays = Fine, { $customer } stays where it is; your colleague has been told.
shared-refused = Your manager decided that the customer stays with your colleague. Please pass messages on to them.
