## Copy for occasions, text messages, and figures quoted from documents
copy-occasion = nothing to sell, just a kind word
copy-cited = a figure from the material
copy-sms-rules = Text messages open with 【{ $name }】; to sign otherwise, put “署名 NAME” into the wish. Bulk commercial messages must also offer a way to unsubscribe.
copy-cited-check = Figures quoted from the material: please check that they still hold before sending.
