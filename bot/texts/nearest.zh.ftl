## An answer that the material only touches
nearest-only = 资料里没专门讲这个，沾点边的有：
answer-told = 资料的意思是这样（我们的说法，原文在「依据」）
