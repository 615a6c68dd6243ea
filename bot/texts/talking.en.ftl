## Free conversation
talk-worded = Looked up by the model among your customers and the material
talk-proposal-note = Note for { $name }: { $text }
talk-proposal-reminder = Remind you ({ $name }): { $text }
talk-proposal-promise = Promised to { $name }: { $text }
talk-proposal-next-step = Next step of { $name }’s deal: { $text }
talk-confirm-note = Note it for { $name }
talk-confirm-reminder = Remind me ({ $name })
talk-confirm-promise = Keep the promise ({ $name })
talk-confirm-next-step = Set next step ({ $name })
talk-done-note = Noted ({ $name }).
talk-done-reminder = I will remind you ({ $name }).
talk-done-promise = In your promises ({ $name }); I will remind you in time.
talk-done-next-step = Next step set ({ $name }).
