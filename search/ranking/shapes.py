"""Characters that are taken for each other because they look alike, a group a word: data of the writing itself."""

_GROUPS = (
    "己已巳 末未 土士 日曰 人入八 大太犬 天夭夫 千干于 王玉主 由田甲申电 刀力刃 贝见 今令 乌鸟 "
    "午牛 厂广 木本术 又叉 白百自 目且 免兔 侯候 拔拨 徽微 治冶 折拆析 住往 作昨 侵浸 栽裁载 辨辩辫 "
    "晴睛 幕慕墓暮 副幅 做作 即既 采彩 代伐 底低抵 纪记 竞竟 偿尝 查杳 检捡险验 稅税 安按 全金 "
    "设没 量重 具真 准淮 标杆 法怯 监盐 督瞥 备各 梯悌 特持 种神 压圧 力办 容溶熔 锅祸 炉妒 质盾 品晶 "
    "认人 证征 许讦 可司 登凳 登瞪 记汜 食良 药约 械诫 机杌 构购 构沟 购沟 权杈 益盐 益盖 消悄 费贾 者著 "
    "保堡 护沪 护扩 环坏 境镜 竟境 劳荣 动功 动劝 合台 同冏 冋同 社杜 会公 险捡 婚昏 姻烟 继断 承丞 "
    "收牧 养养 处外 罚罗 罚詈 行形 政攻 复夏 议仪 诉拆 讼松 诉斥 民氏 商啇 业亚 计汁 划刘 生主 产严 "
    "矿旷 矿扩 煤媒 烟姻 酒洒 饮钦 料科 农衣 村材 林材 渔鱼 牧收 畜蓄 禽离 疫役 防访 控空 传传 染柒 "
    "医区 院阮 师帅 士土 护沪 幼幻 儿几 园圆 教敦 育盲 校较 学字 招召 考老 试式 职织 位立 务各 员贝 "
    "建健 筑筑 房旁 屋层 租粗 贷货 款软 税悦 票漂 银很 行衍 保呆 证怔 券卷 货贷 币市 市巾 场扬 价阶 格洛 "
    "广厂 告吉 商高 标际 专传 利科 版板 著者 网冈 络洛 信住 息想 数教 据锯 密蜜 码玛 电申 子孑 "
    "道遁 路略 交父 通桶 车东 辆两 船般 舶泊 铁轶 港巷 航杭 空究 邮由 政致 气汽 水永 河何 湖胡 海悔 污汚 "
    "染梁 废发 物勿 噪燥躁操澡 声户 尘尖 森林 草早 原愿 湿温 地池 土工 城诚 乡多 规现 测侧 绘给 风凤 "
    "景影 名各 胜性 文交 遗遣 迹还 宗示 教敎 消削 防妨 火灾 救球 灾炎 震振 汛讯 旱早 雷霄 "
    "仓包 储诸 粮粗 棉绵 盐监 糖搪 油抽 茶荼 种科 子于 肥把 兽曾 条务 例列 办为 意章 施拖 细纫 则测 决快 "
    "定宁 通涌 知和 见贝 释译 解触 批坒 复履 令今 命会 缺决 陷馅 召招 回四 伪为 劣务 冒昌 赔培陪 偿赏 "
    "责贵 任仕 义又 监览 察擦 惩征 戒械 贪贫 污汗 渎读 赂洛 假暇 休体 加咖 班斑 资姿 薪新 津律 贴帖 "
    "履覆 覆复 坦垣 拓柘 徒徙 赢羸 戊戌戍 崇祟 沽沾 茶茶 籍藉 蓝篮 密蜜 梁粱 摩磨 幻幼 亨享 喧暄 厉历 "
    "孤弧狐 扰拢 抢抡 治洽 驱躯 讯迅汛 锻缎 瞻赡 沏砌 陇垄 肓盲 毫亳 刺剌 搏博 缉辑 挟侠 灸炙 管菅"
)
_ALIKE: dict[str, set[str]] = {}
for _group in _GROUPS.split():
    for _each in _group:
        _ALIKE.setdefault(_each, set()).update(set(_group) - {_each})


def alike(one: str, other: str) -> bool:
    """Whether these two characters are easily taken for each other."""
    return other in _ALIKE.get(one, ())


def of(character: str) -> frozenset[str]:
    """The characters that look like it."""
    return frozenset(_ALIKE.get(character, ()))
