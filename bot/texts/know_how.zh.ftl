## General knowledge of selling
know-avoid = 别做：{ $text }
know-move = { $name }：{ $why }
know-beside = 也可能是想问
know-send-words = 把客户的原话发来，就有能直接发的话。
answer-general-near = 资料里没有，通用销售知识里最接近的是这条：
