## Photographed price lists
picture-prices-unread = { $count } { $count ->
    [one] line has
   *[other] lines have
} no clear price: { $lines }
picture-prices-manager = Catalogue prices are changed by your manager. Send them this picture.
button-prices-catalog = Update the catalogue ({ $count } { $count ->
    [one] row
   *[other] rows
})
catalog-photo-none = None of these names is in the catalogue. Send a table with the names used there; /catalog takes it.
catalog-photo-unknown = { $count } not in the catalogue, left alone: { $names }. New articles need a cost, so bring them in by table.
