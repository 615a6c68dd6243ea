## Voice and pictures
heard = I heard: { $text }
seen = The picture says: { $text }
voice-too-long = That voice note is too long; { $minutes } minutes at most. Send it in pieces, or type it.
voice-failed = I could not make out that voice note. Record it again, or type it.
voice-silent = I heard nobody speak. Record it again, or type it.
picture-too-big = That picture is too big; { $megabytes } MB at most.
picture-unclear = I could not read that picture. Send a clearer one, or type what it says.
picture-nothing = I see no words in it. Please type what the customer said.
picture-prices = The prices in the picture, please check:
picture-prices-name = Photographed price list { $day }
button-keep-prices = Right, keep it
model-limit = Today's calls of the model are used up. Text is answered as always.
file-gone = That file is gone; please send it again.
