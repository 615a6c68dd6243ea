"""Words that tell what a piece of a sentence is: surnames, forms of address, relations, ages, behaviour."""

from crm.customers import AgeBand, Personality, Relation

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
    "苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾"
    "夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛"
    "邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧"
    "耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华"
    "喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古"
    "吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁"
    "沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑"
    "迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅"
    "屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计"
    "索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战"
    "慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但"
    "尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由區葉張陳劉楊黃趙吳馬孫鄭羅馮鄧許韓蕭蔣盧鍾陸範賈"
    "韋鄒閻賀顧龔嚴湯溫龐顏莊聶魯歐關蘭"
)
WORDLIKE_SURNAMES = frozenset(
    "修花全满闻来常时管包干练游路车米谈封支应向项计平明相易容利查边门成连都单温别和水安古白关顾房宿过强能长行重"
)
"""Surnames that more often begin a word (修车, 常来): a name only with a given name that looks like one."""
COMPOUND_SURNAMES = frozenset(
    "欧阳 上官 司马 诸葛 司徒 皇甫 尉迟 慕容 令狐 东方 西门 南宫 独孤 夏侯 轩辕 公孙 长孙 "
    "宇文 端木 百里 呼延 东郭 申屠 澹台 司空 "
    "太史 闻人 钟离 濮阳 淳于 单于 鲜于 万俟 拓跋 公冶 乐正 赫连 歐陽 司馬 諸葛".split()
)

KIN_HONORIFICS = tuple(
    "大伯 大爷 大妈 大娘 大叔 大哥 大姐 大嫂 大婶 伯伯 伯母 伯父 叔叔 阿姨 阿婆 阿公 阿伯 "
    "爷爷 奶奶 婆婆 公公 嫂子 妹子 小妹 小弟 小哥 "
    "伯 叔 婶 姨 姐 哥 嫂 妹 弟 姑 舅 爷 奶 婆".split()
)
TITLE_HONORIFICS = tuple(
    "董事长 总经理 副总 总监 总裁 经理 主任 主管 主席 科长 处长 局长 厂长 校长 院长 所长 "
    "店长 行长 队长 班长 组长 秘书 会计 教授 老师 医生 "
    "大夫 护士 律师 工程师 师傅 老板娘 老板 掌柜 先生 女士 小姐 太太 同学 老师傅 警官 总 董 "
    "工 处 局 科 导 律 老".split()
)
NOT_NAMES = frozenset(
    "高中老师 高中生 高兴 方便 平安 平时 安全 成都 南京 海南 云南 江苏 金华 温州 杭州 时间 "
    "包括 管理 都是 国家 来电 来访 明天 明年 "
    "全家 全部 平常 向来 相信 花钱 关心 关注 应该 满意 满月 元旦 单位 成交 成年 童车 房东 "
    "房子 马上 万一 于是 封闭 支持 宿舍 车主 车子 "
    "路过 游客 练车 商人 商铺 商户 农民 石材 田地 白天 黄金 金卡 文员 计划 权限 宾馆 公司 "
    "公务员 富人 和气 干脆 干净 但是 信用卡 智能 "
    "元宵 由他 衣服 印象 母亲 官员 危险 普通 国企 银行 巴士 花店 米店 麦当劳 全职 安静 成熟 "
    "明白 平板 干洗 干货 司机 华为 包月 "
    "和他 和她 包装 管钱 管账 连锁 单身 易怒 乐观 冷淡 毛病 毛利 时髦 左右 向导 项目 车祸 "
    "路边 江边 海边 房产 房贷 车贷 强势 熟人 常客".split()
)

RELATIONS: dict[str, Relation] = {
    **dict.fromkeys(
        "老公 丈夫 先生 爱人 老婆 妻子 媳妇 太太 老伴 老伴儿 对象 内人 夫人 husband wife spouse".split(),
        Relation.SPOUSE,
    ),
    **dict.fromkeys("儿子 大儿子 小儿子 男孩 son".split(), Relation.SON),
    **dict.fromkeys("女儿 闺女 大女儿 小女儿 女孩 千金 daughter".split(), Relation.DAUGHTER),
    **dict.fromkeys("孩子 小孩 娃 宝宝 娃娃 小朋友 双胞胎 child kid baby".split(), Relation.CHILD),
    **dict.fromkeys("孙子 外孙 grandson".split(), Relation.GRANDSON),
    **dict.fromkeys("孙女 外孙女 孙女儿 granddaughter".split(), Relation.GRANDDAUGHTER),
    **dict.fromkeys("孙辈 孙儿 grandchild".split(), Relation.GRANDCHILD),
    **dict.fromkeys("爸爸 父亲 老爸 爸 老爷子 father dad".split(), Relation.FATHER),
    **dict.fromkeys("妈妈 母亲 老妈 妈 老太太 mother mum mom".split(), Relation.MOTHER),
    **dict.fromkeys("父母 爸妈 老人 家里老人 公婆 岳父母 parents".split(), Relation.PARENT),
    **dict.fromkeys(
        "哥哥 姐姐 弟弟 妹妹 大哥 大姐 兄弟 姐妹 表哥 表姐 表弟 表妹 brother sister".split(),
        Relation.SIBLING,
    ),
    **dict.fromkeys(
        "朋友 闺蜜 同伴 同事 男朋友 女朋友 邻居 同学 室友 战友 friend companion partner "
        "girlfriend boyfriend".split(),
        Relation.COMPANION,
    ),
    **dict.fromkeys(
        "公公 婆婆 岳父 岳母 丈母娘 丈人 儿媳 儿媳妇 女婿 外甥 外甥女 侄子 侄女 爷爷 奶奶 外公 "
        "外婆 姥姥 姥爷 舅舅 姑姑 姨妈 嫂子".split(),
        Relation.OTHER,
    ),
}
"""Longest words are tried first. A companion is somebody who comes along or is asked, not family."""

AGES: tuple[tuple[AgeBand, str], ...] = (
    (AgeBand.INFANT, r"刚出生|刚满月|满月|吃奶|还在喝奶|婴儿|月子|个月大|infant|newborn"),
    (AgeBand.PRESCHOOL, r"幼儿园|学龄前|托班|小班|中班|大班|kindergarten|preschool|nursery"),
    (AgeBand.SCHOOL, r"小学|一年级|二年级|三年级|四年级|五年级|六年级|primary school|elementary"),
    (AgeBand.TEEN, r"初中|高中|中学|初一|初二|初三|高一|高二|高三|中考|高考|middle school|high school"),
    (AgeBand.ADULT, r"大学|研究生|参加工作|上班|成家|结婚|大专|college|university"),
    (AgeBand.SENIOR, r"退休|上了年纪|高龄|年纪大|retired"),
)

PERSONALITIES: tuple[tuple[Personality, str], ...] = (
    (
        Personality.WAVERING,
        r"爱犹豫|优柔寡断|犹豫不决|犹犹豫豫|拿不定主意|下不了决心|反复比较|选择困难|"
        r"indecisive|wavering",
    ),
    (Personality.CALM, r"从容不迫|不急不躁|不慌不忙|慢条斯理|看重细节|要看数据|理性|沉稳|methodical|calm"),
    (Personality.SUPERIOR, r"自命清高|爱面子|好面子|喜欢被夸|爱听好话|自视甚高|proud"),
    (Personality.BLUNT, r"豪爽|直爽|爽快|性子直|直来直去|干脆利落|快人快语|blunt|straightforward"),
    (Personality.TALKATIVE, r"喋喋不休|话多|爱聊天|健谈|能聊|话痨|talkative|chatty"),
    (Personality.SILENT, r"沉默寡言|话少|不爱说话|内向|闷葫芦|quiet"),
    (Personality.PICKY, r"吹毛求疵|挑剔|爱挑毛病|要求高|picky|fussy"),
    (Personality.INSINCERE, r"虚情假意|嘴上答应|光说不买|满口答应"),
    (Personality.ALOOF, r"冷淡|傲慢|爱答不理|爱搭不理|aloof"),
    (Personality.IMPULSIVE, r"情感冲动|冲动|易激动|急性子|脾气急|impulsive"),
    (Personality.RESENTFUL, r"心怀怨恨|有怨气|怨气大|老抱怨|爱抱怨|resentful"),
    (Personality.SLIPPERY, r"圆滑|难缠|打太极|不给准话|slippery"),
)

POSITIONS = (
    r"(?:(?:技术|财务|销售|市场|采购|行政|人事|人力资源|运营|生产|工程|信息|客户|区域|大区|"
    r"项目|产品|设备|物流|仓库|质检|品控|后勤|工会|办公室)"
    r"(?:部)?)?(?:副)?(?:总监|总经理|经理|主管|主任|部长|专员|总工|主席|负责人|总裁|董事长|"
    r"科长|处长|厂长|校长|院长|店长|班长|组长|秘书|助理|会计|出纳"
    r"|工程师|采购员|程序员|业务员|设计师|教师|老师|医生|护士|律师|司机|保安|厨师|老板娘|老板|"
    r"店主|村长|法人)"
)
ENGLISH_POSITIONS = (
    r"(?:CEO|CFO|CTO|COO|CIO|CMO|(?:[\w&]+ ){0,3}(?:manager|director|engineer|teacher|doctor|"
    r"nurse|lawyer|accountant|buyer|"
    r"officer|assistant|owner|consultant|president))"
)

COMPANIES = (
    r"(?:公司|集团|企业|工厂|厂|商行|商店|超市|便利店|酒店|饭店|餐厅|宾馆|学校|小学|中学|大学|"
    r"幼儿园|医院|诊所|药店|银行|信用社|物业|事务所|工作室|合作社|"
    r"经营部|门市部|精密|科技|电子|机械|制造|实业|贸易|商贸|物流|食品|餐饮|建材|建筑|装饰|"
    r"地产|置业|医药|生物|化工|纺织|服饰|服装|印刷|包装|汽配|五金|"
    r"传媒|广告|网络|软件|信息|咨询|教育|培训|保险|证券|基金|投资|电器|家具|家电|农业|能源|"
    r"环保|电力|工会|居委会|村委会|街道办|派出所|税务局|店|馆|社|局)"
)
ENGLISH_COMPANIES = (
    r"(?:Inc|Ltd|LLC|GmbH|Corp|Co|Company|Group|Bank|School|Hospital|University|Holdings|Trading)"
)

PLACES = (
    r"(?:省|市|区|县|镇|乡|村|路|街|道|巷|弄|号|栋|幢|单元|室|楼|小区|花园|家园|新村|大厦|"
    r"广场|公寓|苑|庭|府|城|湾|里|坊|屯|组)"
)

DESCRIPTIVE = frozenset(
    "可爱 淘气 漂亮 聪明 懂事 听话 调皮 乖巧 当兵 抽烟 喝酒 上学 读书 工作 上班 结婚 怀孕 "
    "退休 生病 住院 在家 在外 出国 留学 不在 不管 "
    "很好 很小 还小 大了 小学 初中 高中 大学 毕业 考研 高考 中考 同意 反对 喜欢 讨厌 想要 "
    "打工 做饭 做主 说了 说话 开店 开车 司机 老师 "
    "医生 护士 一个 两个 三个 都大 刚生 身体 过敏 多病 一起 一岁 两岁 三岁 四岁 五岁 六岁 "
    "七岁 八岁 九岁 十岁 婴儿 双胞 也来 常来 "
    "爱吃 爱喝 爱玩 爱看 能吃 怕生 胆小 胖胖 高高 生日 电话 手机 微信 出差 出院 办厂 种地 "
    "带娃 买菜 接送 陪着 念书 教书 经商 务农 "
    "下岗 失业 待业 创业 加班 值班 午睡 起床 吃药 吃素 信佛 养病 腿脚 视力 听力 常年 每天 "
    "每周 周末 平时 有病 没空 有空 没钱 管账 "
    "管钱 当家 拍板 点头 不肯 不愿 愿意 支持 觉得 认为 知道 记得 担心 害怕 着急 生气 高兴 "
    "开心 满意 明年 今年 去年 马上 快要 已经".split()
)
"""Words of two characters that follow a relation but are no names (女儿可爱)."""

GIVEN = frozenset(
    "雨思涵欣怡梓轩浩宇子涵诗佳琪婷雪梅兰芳英华丽娟秀敏静玲燕红霞丹萍艳辉强军伟勇磊洋涛鹏飞刚"
    "建国明志杰俊峰超凯旭阳晨曦晓彤彬文武斌"
    "博睿泽瑞嘉一诺依可馨语嫣然若曦梦瑶琳萱媛菲妍妮娜莉莎倩璐瑾瑜琴瑟宁安康乐天昊辰逸恒奕铭翔"
    "龙凤鸣春夏秋冬云霄月星海江河山林森松柏"
    "竹菊桂莲荷珍珠宝玉金银铁柱根生福贵财禄寿喜庆祥顺发富荣光耀祖家豪美惠淑贤德善良正义仁礼信"
    "忠孝勤俭朵豆米果糖圆团苗芽桃杏樱桐楠"
    "柔婉清澄沐洛溪沫淇汐茜莹萌蕊薇芸芷芊苒茹蓉蓓蕾薛艺彦贝皓烨煜炜焕晟晗昕昱昭晴岚岩峻崇川帆"
    "航舟远帅霖霏雯露霜冰凌"
)
