## An answer that the material only touches
nearest-only = 资料里没专门讲这个，沾点边的有：
