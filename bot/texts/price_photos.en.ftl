## Photographed price lists
button-prices-pass = Pass it to the manager
prices-new = New in the catalogue: { $names }. The picture shows no cost, so the price stands in for it; add the cost with a table before quoting.
prices-unread = Not clear enough, left out: { $names }
prices-from = { $name } photographed a price list, please look:
prices-passed = The manager has it now; it counts once the manager confirms.
prices-no-manager = No manager of the team can be reached here yet. You can keep it as material: just send the picture again.
refused-prices-outdated = The catalogue has had a newer version since, so nothing was changed. Send the picture again and look at the new comparison.
refused-prices-none = No row of that picture reads as a price, so the catalogue cannot be updated. Try a clearer one, or send a table.
