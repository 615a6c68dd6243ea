## General knowledge of selling
know-avoid = 别做：{ $text }
know-move = { $name }：{ $why }
know-beside = 也可能是想问
know-send-words = 把客户的原话发来，就有能直接发的话。
