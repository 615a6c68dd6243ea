## Free conversation
talk-worded = Looked up by the model among your customers and the material
talk-proposal = Note for { $name }: { $text }
talk-confirm = Note it for { $name }
