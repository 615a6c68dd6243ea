## One message for four ways of thinking
walk-title = 同一个意思，四种说法
walk-analyst = 爱看数的
walk-organiser = 爱按步骤的
walk-relator = 看重人情的
walk-visionary = 看大局的
walk-short = 这句话目前凑不齐四种说法，补充一点客户的情况再试试。
button-walk = 四种说法
