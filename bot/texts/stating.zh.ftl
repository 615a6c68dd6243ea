stated-for-whom = 价格记住了。客户怎么说的？把他的话发来，我一起算进去。
stated-placeholder = 比如：客户说太贵了
sentence-unclear =
    这句我没看明白。您可以这样发：
    • 客户的话：客户说太贵了
    • 找客户：只发名字
    • 今天联系谁：点 /today
