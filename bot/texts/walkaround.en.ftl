## One message for four ways of thinking
walk-title = The same message, four ways
walk-analyst = for analysts
walk-organiser = for organisers
walk-relator = for relators
walk-visionary = for visionaries
walk-short = There are not four ways to say this yet. Add something about the customer and try again.
button-walk = Four ways
